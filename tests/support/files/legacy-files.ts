import type { TextEncoding } from '@/lib/lists/text-encodings';

/** Rows of names and places, with the bytes another program wrote for them. */
export const legacyFiles: readonly { encoding: TextEncoding; rows: string; hex: string }[] = [
  {
    encoding: 'windows-1252',
    rows: 'José Núñez;Málaga',
    hex: '4a6f73e9204efaf1657a3b4de16c616761',
  },
  { encoding: 'windows-1252', rows: 'Jürgen Weiß;Köln', hex: '4afc7267656e20576569df3b4bf66c6e' },
  {
    encoding: 'windows-1252',
    rows: 'Siobhán O’Brien;Dún Laoghaire',
    hex: '53696f6268e16e204f92427269656e3b44fa6e204c616f676861697265',
  },
  {
    encoding: 'windows-1252',
    rows: 'João Gonçalves;São Paulo\nSøren Kjærgård;Århus\nFrançois Lefèvre;Orléans',
    hex: '4a6fe36f20476f6ee7616c7665733b53e36f205061756c6f0a53f872656e204b6ae67267e572643bc5726875730a4672616ee76f6973204c6566e87672653b4f726ce9616e73',
  },
  { encoding: 'windows-1250', rows: 'Łukasz Żółć;Łódź', hex: 'a3756b61737a20aff3b3e63ba3f3649f' },
  {
    encoding: 'windows-1250',
    rows: 'Zdeněk Dvořák;Plzeň\nGábor Szűcs;Győr\nŽeljka Kovačić;Šibenik',
    hex: '5a64656eec6b2044766ff8e16b3b506c7a65f20a47e1626f7220537afb63733b4779f5720a8e656c6a6b61204b6f7661e869e63b8a6962656e696b',
  },
  {
    encoding: 'windows-1251',
    rows: 'Ольга Смирнова;Казань',
    hex: 'ceebfce3e020d1ece8f0edeee2e03bcae0e7e0edfc',
  },
  {
    encoding: 'windows-1251',
    rows: 'Ганна Шевченко;Київ\nГеорги Димитров;София',
    hex: 'c3e0edede020d8e5e2f7e5edeaee3bcae8bfe20ac3e5eef0e3e820c4e8ece8f2f0eee23bd1eef4e8ff',
  },
  {
    encoding: 'windows-1254',
    rows: 'Ayşe Yılmaz;İzmir',
    hex: '4179fe652059fd6c6d617a3bdd7a6d6972',
  },
  {
    encoding: 'windows-1254',
    rows: 'Gökhan Şahin;Muğla\nİbrahim Güneş;Ağrı\nÇağla Öztürk;Ağrı',
    hex: '47f66b68616e20de6168696e3b4d75f06c610add62726168696d2047fc6e65fe3b41f072fd0ac761f06c6120d67a74fc726b3b41f072fd',
  },
  { encoding: 'windows-1256', rows: 'محمد علي;القاهرة', hex: 'e3cde3cf20dae1ed3bc7e1dec7e5d1c9' },
  {
    encoding: 'windows-1253',
    rows: 'Γιώργος Παπαδόπουλος;Αθήνα',
    hex: 'c3e9fef1e3eff220d0e1f0e1e4fcf0eff5ebeff23bc1e8deede1',
  },
  { encoding: 'windows-1255', rows: 'דוד כהן;ירושלים', hex: 'e3e5e320ebe4ef3be9f8e5f9ece9ed' },
  {
    encoding: 'windows-1257',
    rows: 'Jānis Bērziņš;Rīga\nŽydrūnė Šimkutė;Klaipėda',
    hex: '4ae26e69732042e7727a69f2f03b52ee67610ade796472fb6eeb20d0696d6b7574eb3b4b6c616970eb6461',
  },
  {
    encoding: 'windows-874',
    rows: 'สมชาย ใจดี;กรุงเทพ',
    hex: 'cac1aad2c220e3a8b4d53ba1c3d8a7e0b7be',
  },
  {
    encoding: 'iso-8859-2',
    rows: 'Stanisław Wójcik;Gdańsk\nMałgorzata Świątek;Kraków',
    hex: '5374616e6973b361772057f36a63696b3b476461f1736b0a4d61b3676f727a61746120a67769b174656b3b4b72616bf377',
  },
  { encoding: 'gb18030', rows: '王小明;北京', hex: 'cdf5d0a1c3f73bb1b1bea9' },
  { encoding: 'gb18030', rows: '张伟;广州', hex: 'd5c5ceb03bb9e3d6dd' },
  { encoding: 'big5', rows: '陳大文;臺北市', hex: 'b3afa46aa4e53bbb4fa55fa5ab' },
  { encoding: 'shift_jis', rows: '山田太郎;東京', hex: '8e52936391be98593b938c8b9e' },
  {
    encoding: 'shift_jis',
    rows: 'ヤマダ タロウ;大阪市\n鈴木一郎;さいたま市',
    hex: '8384837d835f20835e838d83453b91e58de38e730a97e996d888ea98593b82b382a282bd82dc8e73',
  },
  {
    encoding: 'euc-jp',
    rows: '佐藤花子;名古屋\n鈴木一郎;さいたま市',
    hex: 'bab4c6a3b2d6bbd23bccbeb8c5b2b00aceebccdab0eccfba3ba4b5a4a4a4bfa4debbd4',
  },
  { encoding: 'euc-kr', rows: '김민수;서울', hex: 'b1e8b9cebcf63bbcadbfef' },
  { encoding: 'koi8-r', rows: 'Иван Петров;Москва', hex: 'e9d7c1ce20f0c5d4d2cfd73bedcfd3cbd7c1' },
  {
    encoding: 'koi8-u',
    rows: 'Ганна Шевченко;Київ',
    hex: 'e7c1cecec120fbc5d7dec5cecbcf3bebc9a7d7',
  },
  { encoding: 'cp850', rows: 'José Núñez;Málaga', hex: '4a6f7382204ea3a4657a3b4da06c616761' },
  { encoding: 'cp852', rows: 'Łukasz Żółć;Łódź', hex: '9d756b61737a20bda288863b9da264ab' },
  { encoding: 'cp866', rows: 'Иван Петров;Москва', hex: '88a2a0ad208fa5e2e0aea23b8caee1aaa2a0' },
  {
    encoding: 'macintosh',
    rows: 'Noël Gagné;Besançon',
    hex: '4e6f916c204761676e8e3b426573616e8d6f6e',
  },
];
