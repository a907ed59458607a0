// The same steps: setting up is installing (done on the way in), secrets and migrations.
import './setup';
