// Runs what a compose file describes as plain processes, for machines without a container engine:
// PostgreSQL and Kafka from the tools of set-up, our own services from the target folder. Each with
// the variables of the compose file and no others, each command and health check as written there,
// in the order that `depends_on` asks for. Only ports and folders are others, so that it disturbs
// nothing that runs already. Succeeds when all are healthy, a bank shows its log-in page and
// everything ends within its grace period; prints the log of what did not.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse } from "yaml";

const HEALTHY_WITHIN_MS = 90_000;

const file = path.resolve(process.argv[2] ?? "docker-compose.yml");
const programs = path.join(needed("CARGO_TARGET_DIR"), "debug");
const postgresBin = needed("CODEPIX_POSTGRES_BIN");
const kafkaJars = path.join(needed("CODEPIX_KAFKA_HOME"), "*");
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "codepix-compose-"));
// PostgreSQL runs as a user of its own and must be able to enter.
fs.chmodSync(scratch, 0o711);

const { services } = parse(interpolate(fs.readFileSync(file, "utf8")), { merge: true });
const ports = await pickPorts();
const running = new Map(); // name -> { child, ended }
let stopping = false;

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    for (const { child } of running.values()) child.kill("SIGKILL");
    process.exit(1);
  });
}

let failure;
try {
  await startAll();
  await Promise.all(Object.keys(services).filter(isBank).map(showsLogin));
} catch (error) {
  failure = error;
}
const late = await stopAll();
failure ??= late;
if (failure) {
  console.log(`compose: ${failure.message}`);
  if (failure.service) console.log(fs.readFileSync(logOf(failure.service), "utf8"));
}
fs.rmSync(scratch, { recursive: true, force: true });
process.exit(failure ? 1 : 0);

// ---- order ----------------------------------------------------------------------------------

async function startAll() {
  const reached = new Map(); // "service condition" -> promise
  const when = (name, condition) => {
    const key = `${name} ${condition}`;
    if (!reached.has(key)) reached.set(key, reach(name, condition));
    return reached.get(key);
  };
  const reach = async (name, condition) => {
    if (condition === "service_started") {
      const needs = Object.entries(services[name].depends_on ?? {});
      await Promise.all(needs.map(([other, need]) => when(other, need.condition)));
      await start(name);
    } else {
      await when(name, "service_started");
      await (condition === "service_healthy" ? healthy(name) : completed(name));
    }
  };
  const last = (name) =>
    services[name].healthcheck ? "service_healthy" : "service_completed_successfully";
  await Promise.all(Object.keys(services).map((name) => when(name, last(name))));
}

async function start(name) {
  const service = services[name];
  if (service.image.startsWith("postgres:")) return startPostgres(name);
  if (service.image.startsWith("apache/kafka:")) return startKafka(name);
  const program = path.join(programs, isBank(name) ? "bank-app" : "codepix");
  launch(name, [program, ...service.command], environment(name));
}

async function healthy(name) {
  const [kind, ...command] = services[name].healthcheck.test;
  if (kind !== "CMD") throw new Error(`${name}: its health check is not in exec form`);
  const argv = hostCommand(name, command);
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  while ((await exitCode(argv, environment(name), logOf(`${name}.health`))) !== 0) {
    if (running.get(name).child.exitCode !== null) throw failed(name, "ended");
    if (Date.now() > deadline) {
      const said = fs.readFileSync(logOf(`${name}.health`), "utf8");
      throw failed(name, `is not healthy after ${HEALTHY_WITHIN_MS / 1000} s: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  console.log(`compose: ${name} is healthy`);
}

async function completed(name) {
  const code = await running.get(name).ended;
  if (code !== 0) throw failed(name, `ended with ${code}`);
  console.log(`compose: ${name} did its work`);
}

async function showsLogin(name) {
  const url = `http://127.0.0.1:${ports.get(`${name}:3000`)}/login`;
  const { status } = await fetch(url);
  if (status !== 200) throw failed(name, `answers /login with ${status}`);
}

async function stopAll() {
  stopping = true;
  let problem;
  // What was started last needs the others and ends first.
  for (const [name, { child, ended }] of [...running].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const grace = Number.parseInt(services[name].stop_grace_period ?? "10s", 10);
    // To PostgreSQL, SIGTERM says: wait until every client is gone. Its image sends SIGINT.
    child.kill(services[name].image.startsWith("postgres:") ? "SIGINT" : "SIGTERM");
    const timer = setTimeout(() => {
      problem ??= failed(name, `did not end within ${grace} s`);
      child.kill("SIGKILL");
    }, grace * 1000);
    await ended;
    clearTimeout(timer);
  }
  return problem;
}

// ---- servers that are not ours ----------------------------------------------------------------

async function startPostgres(name) {
  const data = path.join(scratch, name);
  fs.mkdirSync(data, { mode: 0o700 });
  const account = {}; // the server refuses root
  if (process.getuid() === 0) {
    const id = (flag) => Number(spawnSync("id", [flag, "postgres"]).stdout);
    Object.assign(account, { uid: id("-u"), gid: id("-g") });
    fs.chownSync(data, account.uid, account.gid);
  }
  const variables = environment(name);
  const password = path.join(scratch, "password");
  fs.writeFileSync(password, variables.POSTGRES_PASSWORD, { mode: 0o644 });
  const initdb = [path.join(postgresBin, "initdb"), "--pgdata", data, "--auth", "scram-sha-256"];
  initdb.push("--username", variables.POSTGRES_USER, "--pwfile", password);
  if ((await exitCode(initdb, variables, logOf(name), account)) !== 0) {
    throw failed(name, "could not be set up");
  }
  const port = ports.get(`${name}:5432`);
  const argv = [path.join(postgresBin, "postgres"), "-D", data, "-p", port, "-k", data];
  launch(name, argv, variables, account);
  await listens(name, port);
  const script = path.join(path.dirname(file), services[name].volumes[1].split(":")[0]);
  const login = { PGHOST: "127.0.0.1", PGPORT: port, PGPASSWORD: variables.POSTGRES_PASSWORD };
  const code = await exitCode(["sh", script], { ...variables, ...login }, logOf(name));
  if (code !== 0) throw failed(name, `${path.basename(script)} ended with ${code}`);
}

async function startKafka(name) {
  const { KAFKA_HEAP_OPTS, KAFKA_LOG_DIRS, ...variables } = environment(name);
  // As the image does it: KAFKA_LOG_DIRS becomes log.dirs.
  const lines = Object.entries(variables)
    .filter(([key]) => key.startsWith("KAFKA_"))
    .map(([key, value]) => `${key.slice(6).toLowerCase().replaceAll("_", ".")}=${value}`);
  const properties = path.join(scratch, "server.properties");
  lines.push(`log.dirs=${path.join(scratch, name)}`);
  fs.writeFileSync(properties, lines.join("\n"));
  const java = ["java", KAFKA_HEAP_OPTS, "-cp", kafkaJars];
  const format = ["kafka.tools.StorageTool", "format", "-t", "codepixCodepixCodepixA"];
  const code = await exitCode([...java, ...format, "-c", properties], variables, logOf(name));
  if (code !== 0) throw failed(name, `could not format ${KAFKA_LOG_DIRS}`);
  launch(name, [...java, "kafka.Kafka", properties], variables);
}

async function listens(name, port) {
  const ready = [path.join(postgresBin, "pg_isready"), "--host", "127.0.0.1", "--port", port];
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  while ((await exitCode(ready, process.env, os.devNull)) !== 0) {
    if (Date.now() > deadline) throw failed(name, `does not listen on ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

// ---- from container to host ---------------------------------------------------------------------

function isBank(name) {
  return services[name].image === "codepix-bank" && services[name].command[0] === "serve";
}

// The variables of the compose file, and what the image itself would bring.
function environment(name) {
  const image = {
    PATH: `${postgresBin}:${process.env.PATH}`,
    HOME: scratch,
    LEPTOS_SITE_ROOT: needed("LEPTOS_SITE_ROOT"),
  };
  const own = Object.entries(services[name].environment ?? {});
  return { ...image, ...Object.fromEntries(own.map(([k, v]) => [k, onHost(name, String(v))])) };
}

function hostCommand(name, [program, ...args]) {
  const rest = args.map((arg) => onHost(name, arg));
  if (program.startsWith("/app/")) return [path.join(programs, path.basename(program)), ...rest];
  if (program === "pg_isready") return [path.join(postgresBin, program), ...rest];
  if (program.endsWith("/kafka-topics.sh")) {
    return ["java", "-cp", kafkaJars, "org.apache.kafka.tools.TopicCommand", ...rest];
  }
  throw new Error(`${name}: it is not known what ${program} is outside of its image`);
}

// Every port of the compose file has one of this machine that was free.
function onHost(name, text) {
  if (ports.has(`${name}:${text}`)) return ports.get(`${name}:${text}`);
  return text
    .replace(/([a-z][a-z0-9-]*):(\d+)/g, (all, service, port) =>
      ports.has(`${service}:${port}`) ? `127.0.0.1:${ports.get(`${service}:${port}`)}` : all,
    )
    .replace(/0\.0\.0\.0:(\d+)/g, (all, port) => `127.0.0.1:${ports.get(`${name}:${port}`)}`)
    .replace(/:\/\/:(\d+)/g, (all, port) => `://127.0.0.1:${ports.get(`${name}:${port}`)}`)
    .replace(/127\.0\.0\.1:(\d+)/g, (all, port) =>
      ports.has(`published:${port}`) ? `127.0.0.1:${ports.get(`published:${port}`)}` : all,
    );
}

async function pickPorts() {
  const wanted = new Set();
  const published = [];
  for (const [name, service] of Object.entries(services)) {
    for (const port of JSON.stringify(service).matchAll(/[a-z0-9]*:(\d{4,5})\b/g)) {
      wanted.add(`${name}:${port[1]}`);
    }
    for (const text of service.ports ?? []) {
      const [, outside, inside] = text.split(":");
      published.push([outside, `${name}:${inside}`]);
      wanted.add(`${name}:${inside}`);
    }
  }
  // Ports that others name it by: `postgres:5432`.
  for (const match of JSON.stringify(services).matchAll(/([a-z][a-z0-9-]*):(\d{4,5})\b/g)) {
    if (match[1] in services) wanted.add(`${match[1]}:${match[2]}`);
  }
  const found = new Map();
  const open = await Promise.all([...wanted].map(listenAnywhere));
  for (const [key, server] of open) found.set(key, String(server.address().port));
  await Promise.all(open.map(([, server]) => new Promise((resolve) => server.close(resolve))));
  for (const [outside, key] of published) found.set(`published:${outside}`, found.get(key));
  return found;
}

function listenAnywhere(key) {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => resolve([key, server]));
  });
}

// `${NAME:-default}`, as compose fills it in.
function interpolate(text) {
  return text.replace(/\$\{(\w+):-([^}]*)\}/g, (all, key, fallback) => process.env[key] || fallback);
}

// ---- processes ----------------------------------------------------------------------------------

function launch(name, [program, ...args], env, options = {}) {
  const log = fs.openSync(logOf(name), "a");
  const child = spawn(program, args, { env, cwd: scratch, stdio: ["ignore", log, log], ...options });
  fs.closeSync(log);
  const ended = new Promise((resolve) => {
    child.on("error", (error) => {
      fs.appendFileSync(logOf(name), `${error.message}\n`);
      resolve(127);
    });
    child.on("exit", (code, signal) => {
      if (!stopping && code !== 0) console.log(`compose: ${name} ended with ${code ?? signal}`);
      resolve(code ?? signal);
    });
  });
  running.set(name, { child, ended });
}

function exitCode([program, ...args], env, log, options = {}) {
  const out = fs.openSync(log, "a");
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd: scratch, stdio: ["ignore", out, out], ...options });
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? signal));
  }).finally(() => fs.closeSync(out));
}

function logOf(name) {
  return path.join(scratch, `${name}.log`);
}

function failed(service, what) {
  return Object.assign(new Error(`${service} ${what}`), { service });
}

function needed(name) {
  if (!process.env[name]) {
    console.log(`compose: ${name} is not set (scripts/env.sh)`);
    process.exit(1);
  }
  return process.env[name];
}
