// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded by `node --require` before a command of the project: whatever its data source says, its
// `pg` reaches the one database that Arborist has checked, and nothing speaks PostgreSQL to any
// other. Where that cannot be made sure, it throws before a connection is made.
'use strict';

const fs = require('fs');
const Module = require('module');
const net = require('net');
const path = require('path');

const folder = process.env.ARBORIST_ONE_DATABASE;
if (folder) guard(JSON.parse(fs.readFileSync(path.join(folder, 'address.json'), 'utf8')));

function guard(address) {
  // Read by Arborist: what this process was, and whether it connected.
  const tell = (what) => fs.appendFileSync(path.join(folder, 'seen'), what + '\n', { mode: 0o600 });
  const refuse = (what) => {
    tell('refused');
    const error = new Error('Arborist: ' + what + '. Nothing was sent.');
    error.code = 'ARBORIST_ONE_DATABASE';
    return error;
  };

  // --- pg: the address, by the one class that its clients take it from.
  function led(ConnectionParameters) {
    return class extends ConnectionParameters {
      constructor(config) {
        super(config);
        const own = config && typeof config === 'object' ? config : {};
        if (own.stream || own.connection)
          throw refuse('the data source opens connections by itself (stream)');
        if (address.looksOnly) throw refuse('it was only to say what it is');
        Object.assign(this, {
          host: address.host,
          port: address.port,
          user: address.user,
          database: address.database,
          isDomainSocket: address.host.startsWith('/'),
          ssl: sslOf(address.ssl),
          sslnegotiation: undefined,
          application_name: address.applicationName,
        });
        if (address.options) this.options = address.options;
        Object.defineProperty(this, 'password', {
          configurable: true,
          enumerable: false,
          writable: true,
          value: address.password || null,
        });
      }
    };
  }

  function sslOf(ssl) {
    if (!ssl) return false;
    const file = (name) => (name && fs.existsSync(name) ? fs.readFileSync(name, 'utf8') : undefined);
    const made = { rejectUnauthorized: ssl.verify !== '', ca: file(ssl.ca) };
    if (ssl.verify === 'ca') made.checkServerIdentity = () => undefined;
    if (ssl.name && !net.isIP(ssl.name)) made.servername = ssl.name;
    const cert = file(ssl.cert);
    const key = file(ssl.key);
    if (cert && key) Object.assign(made, { cert, key, passphrase: ssl.passphrase || undefined });
    return made;
  }

  const others = new Set([
    'mysql', 'mysql2', 'oracledb', 'mssql', 'mongodb', 'sqlite3', 'better-sqlite3', 'sql.js',
    '@google-cloud/spanner', '@sap/hana-client', 'typeorm-aurora-data-api-driver',
  ]);
  const load = Module._load;
  let isLed = false;
  let ledClass = null;
  Module._load = function (request, parent, ...rest) {
    const from = (parent && parent.filename) || '';
    if (others.has(request) && /[\\/]typeorm[\\/]/.test(from))
      throw refuse('the data source is one of ' + request + ', not of the PostgreSQL database checked');
    if (request === 'pg-native') {
      const error = new Error("Cannot find module 'pg-native'");
      error.code = 'MODULE_NOT_FOUND';
      throw error;
    }
    const loaded = load.call(this, request, parent, ...rest);
    if (request === './connection-parameters' && /[\\/]pg[\\/]lib[\\/][^\\/]+$/.test(from)) {
      isLed = true;
      ledClass = ledClass && Object.getPrototypeOf(ledClass) === loaded ? ledClass : led(loaded);
      return ledClass;
    }
    if (/^(.*[\\/]node_modules[\\/])?pg$/.test(request) && !isLed) throw refuse('this pg is of a kind that cannot be told where to connect to');
    return loaded;
  };

  // --- Any driver, however it was loaded: the first bytes of a PostgreSQL session go nowhere else.
  const isOurs = (to) =>
    to.path !== undefined
      ? address.host.startsWith('/') && to.path === address.host + '/.s.PGSQL.' + address.port
      : Number(to.port) === address.port && to.host === address.host;
  const isStartup = (data) => {
    const bytes = Buffer.isBuffer(data) ? data : typeof data === 'string' ? Buffer.from(data, 'latin1') : Buffer.from(data || []);
    if (bytes.length < 8) return false;
    const code = bytes.readInt32BE(4);
    return code === 80877103 || code === 80877104 || (code >= 0x20000 && code <= 0x3ffff && bytes.readInt32BE(0) >= 8 && bytes.readInt32BE(0) <= 10000);
  };
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    // As net.connect() takes them; what it has put in order already comes as an array.
    const given = Array.isArray(args[0]) ? args[0] : args;
    const to =
      given[0] && typeof given[0] === 'object'
        ? given[0]
        : typeof given[0] === 'string' && isNaN(given[0])
          ? { path: given[0] }
          : { port: given[0], host: typeof given[1] === 'string' ? given[1] : 'localhost' };
    if (!address.looksOnly && isOurs(to)) {
      tell('connected');
      return connect.apply(this, args);
    }
    const result = connect.apply(this, args); // which sets `write` back
    const write = this.write;
    this.write = function (data, ...more) {
      this.write = write; // its first bytes say what it speaks
      if (!isStartup(data)) return write.call(this, data, ...more);
      const where = to.path || (to.host || 'localhost') + ':' + to.port;
      this.destroy(refuse('the data source leads to ' + where + ', which is not the database that was checked'));
      return false;
    };
    return result;
  };

  process.on('exit', () => {
    const main = process.argv[1] && fs.existsSync(process.argv[1]) ? fs.realpathSync(process.argv[1]) : '';
    const isTypeOrm = (file) => /[\\/]typeorm[\\/].*cli[^\\/]*\.[cm]?js$/.test(file);
    if (isTypeOrm(main) || Object.keys(Module._cache).some(isTypeOrm)) tell('typeorm');
  });
}
