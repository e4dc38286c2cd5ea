/**
 * What runs inside Redis. Each script is atomic, so nobody sees half a put, and one round trip.
 *
 * `KEYS`: the order (a sorted set, sequence → id), the sequence, the changes (a stream). `ARGV[1]` is what the names of
 * the other keys begin with: `…entry:<id>`, a hash, and `…key:<key>`, the id that a key leads to.
 *
 * Redis may evict any of these keys at any time, though never while a script runs. So:
 * - an entry counts only while the order lists it under the sequence it carries: what is served is what a scan shows,
 *   and a purge by scan misses nothing. Without the order there are no entries;
 * - a sequence is the server's clock in microseconds, or one more than the last: it grows although the counter is lost;
 * - a key that leads to an entry proves nothing: the reader looks whether the entry carries it.
 *
 * The first write of each script is one that a full Redis refuses, or removes something: it is done as a whole or not
 * at all.
 */
const SHARED = `
local order, sequence, changes = KEYS[1], KEYS[2], KEYS[3]
local base = ARGV[1]
local function entryKey(id) return base .. 'entry:' .. id end

local function listed(id, at)
  local score = at and redis.call('ZSCORE', order, id)
  return score and tonumber(score) == tonumber(at)
end

local function nextSequence()
  local now = redis.call('TIME')
  local clock = now[1] * 1000000 + now[2]
  local last = tonumber(redis.call('GET', sequence) or 0)
  local newest = redis.call('ZREVRANGE', order, 0, 0, 'WITHSCORES')[2]
  if newest and tonumber(newest) > last then last = tonumber(newest) end
  if last >= clock then clock = last + 1 end
  local text = string.format('%.0f', clock)
  redis.call('SET', sequence, text)
  return text
end

local function remember(at, type, id, most)
  local add = {'XADD', changes, 'MAXLEN', '~', most, at .. '-0', type, id}
  if redis.pcall(unpack(add)).err then
    redis.call('DEL', changes)
    redis.call(unpack(add))
  end
end

local function release(id, keys)
  for _, key in ipairs(cjson.decode(keys)) do
    if redis.call('GET', base .. 'key:' .. key) == id then redis.call('DEL', base .. 'key:' .. key) end
  end
end

local function forget(id, most)
  local keys = redis.call('HGET', entryKey(id), 'keys')
  local gone = redis.call('DEL', entryKey(id)) + redis.call('ZREM', order, id)
  if keys then release(id, keys) end
  if gone > 0 then remember(nextSequence(), 'delete', id, most) end
end
`;

/** ARGV: base, keys … → the text of each entry or nil, in order. */
const FIND = `
local found = {}
for i = 2, #ARGV do
  local id = ARGV[i]
  local entry = redis.call('HMGET', entryKey(id), 'text', 'sequence')
  if not entry[1] then
    id = redis.call('GET', base .. 'key:' .. id)
    if id then entry = redis.call('HMGET', entryKey(id), 'text', 'sequence') end
  end
  found[i - 1] = entry[1] and listed(id, entry[2]) and entry[1]
end
return found
`;

/** ARGV: base, ids … → when each expires, or nil. */
const EXPIRIES = `
local found = {}
for i = 2, #ARGV do
  local entry = redis.call('HMGET', entryKey(ARGV[i]), 'expires', 'sequence')
  found[i - 1] = entry[1] and listed(ARGV[i], entry[2]) and entry[1]
end
return found
`;

/**
 * ARGV: base, most changes, most entries (0: any number), id, text, now, created, expires, time to live in ms, partition,
 * tenant, tags as JSON, keys as JSON. An answer that was created before the one that is there, and is still good, comes
 * late (a job tried again) and is not put.
 */
const PUT = `
local mostChanges, most, id, text, now, created, expires, ttl, partition, tenant, tags, keys = unpack(ARGV, 2)
local held = redis.call('HMGET', entryKey(id), 'created', 'expires', 'sequence', 'keys')
if held[1] and tonumber(held[1]) > tonumber(created) and tonumber(held[2]) > tonumber(now) and listed(id, held[3]) then
  return 0
end
local at = nextSequence()
if held[4] then release(id, held[4]) end
redis.call('DEL', entryKey(id))
redis.call('HSET', entryKey(id), 'text', text, 'sequence', at, 'created', created, 'expires', expires,
  'partition', partition, 'tenant', tenant, 'tags', tags, 'keys', keys)
redis.call('PEXPIRE', entryKey(id), ttl)
for _, key in ipairs(cjson.decode(keys)) do redis.call('SET', base .. 'key:' .. key, id, 'PX', ttl) end
redis.call('ZADD', order, at, id)
remember(at, 'put', id, mostChanges)
if tonumber(most) > 0 then
  for _ = 1, 100 do
    if redis.call('ZCARD', order) <= tonumber(most) then break end
    local oldest = redis.call('ZRANGE', order, 0, 0)[1]
    if oldest == id then break end
    forget(oldest, mostChanges)
  end
end
return 1
`;

/** ARGV: base, most changes, ids … */
const DELETE = `
for i = 3, #ARGV do forget(ARGV[i], ARGV[2]) end
return 1
`;

/**
 * ARGV: base, after, now, most looked at, most found, most bytes found, partition, tenant, tag, before; '' is any,
 * `=…` that one.
 * → the sequence to go on after ('' at the end), then texts.
 */
const SCAN = `
local after, now, mostLooked, mostFound, mostBytes, partition, tenant, tag, before = unpack(ARGV, 2)
local function isWanted(entry)
  return (partition == '' or '=' .. entry[3] == partition) and (tenant == '' or '=' .. entry[4] == tenant)
    and (before == '' or tonumber(entry[5]) < tonumber(string.sub(before, 2)))
end
local function isTagged(tags)
  for _, held in ipairs(cjson.decode(tags)) do if '=' .. held == tag then return true end end
  return false
end
local listing = redis.call('ZRANGEBYSCORE', order, '(' .. after, '+inf', 'WITHSCORES', 'LIMIT', 0, mostLooked)
local found, bytes = {''}, 0
for i = 1, #listing, 2 do
  local key = entryKey(listing[i])
  local entry = redis.call('HMGET', key, 'sequence', 'expires', 'partition', 'tenant', 'created', 'tags')
  if entry[1] and tonumber(entry[1]) == tonumber(listing[i + 1]) and tonumber(entry[2]) > tonumber(now)
    and isWanted(entry) and (tag == '' or isTagged(entry[6])) then
    local text = redis.call('HGET', key, 'text')
    found[#found + 1] = text
    bytes = bytes + #text
    if #found > tonumber(mostFound) or bytes > tonumber(mostBytes) then
      found[1] = entry[1]
      return found
    end
  end
end
if #listing == 2 * tonumber(mostLooked) then found[1] = string.format('%.0f', tonumber(listing[#listing])) end
return found
`;

/** ARGV: base, most changes, after, most looked at → the sequence to go on after ('' at the end), then ids that were gone. */
const SWEEP = `
local listing = redis.call('ZRANGEBYSCORE', order, '(' .. ARGV[3], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[4])
local gone = {''}
for i = 1, #listing, 2 do
  if redis.call('EXISTS', entryKey(listing[i])) == 0 then
    forget(listing[i], ARGV[2])
    gone[#gone + 1] = listing[i]
  end
end
if #listing == 2 * tonumber(ARGV[4]) then gone[1] = string.format('%.0f', tonumber(listing[#listing])) end
return gone
`;

const script = (body: string) => ({ lua: `${SHARED}${body}`, numberOfKeys: 3 });

/** For `new Redis({ scripts })`: sent as EVALSHA, and as a whole where the server does not know them yet. */
export const scripts = {
  repriseFind: script(FIND),
  repriseExpiries: script(EXPIRIES),
  reprisePut: script(PUT),
  repriseDelete: script(DELETE),
  repriseScan: script(SCAN),
  repriseSweep: script(SWEEP),
};
