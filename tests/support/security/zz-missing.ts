// @ts-nocheck
import { listLibFunctions } from './lib-functions';
import { listAppRoutes, listServerActions } from './app-tree';
import { registry } from './registry/all';
const f = listLibFunctions(process.cwd());
const by = {}; for (const x of f) by[x.context] = (by[x.context] ?? 0) + 1;
console.log(by, 'routes', listAppRoutes(process.cwd()).length, 'methods', listAppRoutes(process.cwd()).flatMap(r=>r.methods).length, 'actions', listServerActions(process.cwd()).length);
for (const x of f.filter(x=>x.context==='ctx')) if (!registry[`${x.module.split('/')[0]}/${x.name}`]) console.log(x.id, (/require(Staff|StaffOrSystem|CustomerAccess|Subscriber|Person)\b[^;]*/.exec(x.text)?.[0] ?? '--NONE--').replace(/\s+/g,' '));
const segs = new Set(listAppRoutes(process.cwd()).flatMap(r=>r.pattern.match(/[^/]*\/\[[^\]]+\]/g)??[])); console.log([...segs].join('  '));
