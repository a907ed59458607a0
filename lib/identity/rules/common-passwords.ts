/** The most common leaked passwords of at least ten characters, in lower case. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  1234567890 0123456789 0987654321 1234567891 12345678910 123456789a a123456789 123456789q q123456789
  1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc zaq12wsxcde3 qazwsxedcrfv 1qazxsw23edc qwertyuiop qwertyuiop123
  qwerty12345 qwerty123456 qwerty1234 qwerty123! 1qazzaq1qaz asdfghjkl1 asdfghjkl123 zxcvbnm123
  asdfghjkl; zxcvbnm,./ qweasdzxc123 1234qwerasdf qwer1234asdf 123qweasdzxc 123qwe123qwe
  password12 password123 password1234 password12345 password01 password11 password99 password2024
  password2025 password2026 passw0rd123 p@ssw0rd123 p@ssword123 p@ssw0rd1234 passwordpassword
  password!! password1! password123! mypassword mypassword1 thepassword newpassword newpassword1
  changeme123 changeme1234 changemenow letmein123 letmein1234 welcome123 welcome1234 welcome2024
  welcome2025 welcome2026 welcome123! administrator administrator1 admin12345 admin123456 admin@1234
  administrador superadmin superuser1 rootroot123 rootpassword test123456 testtest123 test1234567
  default123 defaultpassword temporary1 temppassword temp123456 guest12345 user123456
  iloveyou12 iloveyou123 iloveyou1234 iloveyousomuch iloveyouforever iloveyou2! loveyou123
  princess123 sunshine123 football123 baseball123 basketball liverpoolfc liverpool1 liverpool123
  manchester manchester1 manutd1234 chelsea123 arsenal123 barcelona1 barcelona123 realmadrid
  juventus123 superman123 batman12345 spiderman1 spiderman123 pokemon123 pikachu123 dragon12345
  monkey12345 michael123 jennifer123 jessica123 charlie123 jordan2323 nicole12345 alexander1
  christopher christian1 elizabeth1 katherine1 alexandra1 stephanie1 jacqueline samantha123
  computer123 internet123 internet12 mikrotik123 mikrotikrouter routeros123 wireless123 wifi123456
  broadband1 broadband123 hotspot123 cisco12345 network123 netgear123 linksys123 ubiquiti123 ubntubnt12
  abcd123456 abc1234567 abc123abc123 abcdefg123 abcd1234567 aa12345678 a1b2c3d4e5 a1s2d3f4g5 aaa1234567
  qq12345678 woaini1314 woaini1314520 5201314520 1314520520 147258369a 147852369a 7894561230 1472583690
  9876543210 1122334455 1029384756 1357924680 2468013579 1231231231 1231231234 123123123a 123321123321
  1111122222 1212121212 12341234123 11223344556 9999999999a january2024 summer2024 summer2025 summer2026
  winter2024 winter2025 winter2026 spring2025 autumn2025 october2025 november2025 december2025
  trustno1trustno1 whatever123 blahblah123 starwars123 godisgood1 jesuschrist jesus12345 jesusislord
  hello12345 hello123456 hellohello1 helloworld helloworld1 goodmorning nothing123 secret12345
  secretpassword supersecret thisisapassword correcthorsebatterystaple
  `
    .trim()
    .split(/\s+/),
);
