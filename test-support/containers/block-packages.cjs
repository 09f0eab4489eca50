// Makes the packages that BLOCKED_PACKAGES names, with commas between them, impossible to load.
const Module = require('node:module');
const process = require('node:process');

const blocked = process.env.BLOCKED_PACKAGES.split(',');
const load = Module._load;
Module._load = function (request, ...rest) {
  const name = blocked.find((one) => request === one || request.startsWith(`${one}/`));
  if (name) throw new Error(`${name} is not in this image`);
  return load.call(this, request, ...rest);
};
