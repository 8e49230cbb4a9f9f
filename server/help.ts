/** Prints every setting: `npm start -- --help`. */
import { helpText } from './config.ts';

process.stdout.write(helpText());
