// Setup runs the same steps: install (done on the way in), secrets, migrations.
import './setup';
