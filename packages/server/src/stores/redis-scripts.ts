const nowMs = `
  local time = redis.call('TIME')
  local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)`

/** Whether the record is there and its time is not over: what waits to be taken as expired is not there for anything else. */
const isLive = `${nowMs}
  local function isLive()
    local record = redis.call('HMGET', KEYS[1], 'g', 'e')
    return record[1] and (not record[2] or record[2] * 1000 > nowMs)
  end`

/**
 * The steps that read and write at once, in Redis's own Lua. Each touches one key, so that they work
 * in a cluster, and asks Redis for the time.
 *
 * A record is a hash: `u` user, `p` provider's session, `g` generation, `d` data, `e` expiry, `o` owner
 * and `l` end of a lease. Redis itself forgets it, at its expiry or some time after.
 */
export const scripts = {
  /** names of fields */
  read: `${isLive}
    if not isLive() then return {} end
    return redis.call('HMGET', KEYS[1], unpack(ARGV))`,

  /** user, provider's session, data, expiry, when to forget it in ms; the last three may be empty */
  create: `${isLive}
    if isLive() then return 0 end
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], 'g', '1', 'u', ARGV[1], 'd', ARGV[3])
    if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'p', ARGV[2]) end
    if ARGV[4] ~= '' then
      redis.call('HSET', KEYS[1], 'e', ARGV[4])
      redis.call('PEXPIREAT', KEYS[1], ARGV[5])
    end
    return 1`,

  /** generation, owner, ttl in ms */
  claim: `${isLive}
    if not isLive() then return 0 end
    local record = redis.call('HMGET', KEYS[1], 'g', 'o', 'l')
    if record[1] ~= ARGV[1] then return 0 end
    if record[2] and record[2] ~= ARGV[2] and tonumber(record[3]) > nowMs then return 0 end
    redis.call('HSET', KEYS[1], 'o', ARGV[2], 'l', string.format('%.0f', nowMs + ARGV[3]))
    return 1`,

  /** owner, ttl in ms */
  renew: `${isLive}
    if not isLive() then return 0 end
    if redis.call('HGET', KEYS[1], 'o') ~= ARGV[1] then return 0 end
    redis.call('HSET', KEYS[1], 'l', string.format('%.0f', nowMs + ARGV[2]))
    return 1`,

  /** generation, data */
  commit: `${isLive}
    if not isLive() then return 0 end
    if redis.call('HGET', KEYS[1], 'g') ~= ARGV[1] then return 0 end
    redis.call('HINCRBY', KEYS[1], 'g', 1)
    redis.call('HSET', KEYS[1], 'd', ARGV[2])
    redis.call('HDEL', KEYS[1], 'o', 'l')
    return 1`,

  /** owner */
  release: `
    if redis.call('HGET', KEYS[1], 'o') ~= ARGV[1] then return 0 end
    return redis.call('HDEL', KEYS[1], 'o', 'l')`,

  /** expiry, when to forget it in ms */
  touch: `${isLive}
    if not isLive() then return 0 end
    redis.call('HSET', KEYS[1], 'e', ARGV[1])
    redis.call('PEXPIREAT', KEYS[1], ARGV[2])
    return 1`,

  /** field, value that it must have */
  deleteIf: `${isLive}
    if not isLive() then return 0 end
    if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
    return redis.call('DEL', KEYS[1])`,

  /** names of fields. 0: it is gone, or has no end. Another number: its time, in ms, is not over. */
  takeExpired: `${isLive}
    local expiry = redis.call('HGET', KEYS[1], 'e')
    if not expiry then return 0 end
    if isLive() then return math.ceil(expiry * 1000) end
    local record = redis.call('HMGET', KEYS[1], unpack(ARGV))
    redis.call('DEL', KEYS[1])
    return record`,

  /** how many. Ids of a sorted set by expiry whose time is over; they are in it no more. */
  due: `${nowMs}
    local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', nowMs, 'LIMIT', 0, ARGV[1])
    if #ids > 0 then redis.call('ZREM', KEYS[1], unpack(ids)) end
    return ids`,

  /** expiry in ms */
  take: `${nowMs}
    if tonumber(ARGV[1]) <= nowMs then return 'expired' end
    if redis.call('SET', KEYS[1], '1', 'NX', 'PXAT', ARGV[1]) then return 'ok' end
    return 'consumed'`,

  /**
   * id, expiry in ms or empty. Enters a record in an index, a sorted set by age that lives as long as its last record;
   * returns a few earlier entries, to be looked at whether they still stand for something.
   */
  enter: `${nowMs}
    local ttlMs = redis.call('PTTL', KEYS[1])
    redis.call('ZADD', KEYS[1], 'NX', string.format('%.0f', time[1] * 1000000 + time[2]), ARGV[1])
    if ARGV[2] == '' then
      redis.call('PERSIST', KEYS[1])
    elseif ttlMs == -2 or (ttlMs >= 0 and nowMs + ttlMs < tonumber(ARGV[2])) then
      redis.call('PEXPIREAT', KEYS[1], ARGV[2])
    end
    local settled = {}
    local some = redis.call('ZRANDMEMBER', KEYS[1], 4, 'WITHSCORES')
    for place = 1, #some, 2 do
      if tonumber(some[place + 1]) < (nowMs - 60000) * 1000 then table.insert(settled, some[place]) end
    end
    return settled`,

  /** Entries of an index, the newest first, each followed by 1 when its record must be there by now, or else 0. */
  entries: `${nowMs}
    local all = redis.call('ZREVRANGE', KEYS[1], 0, -1, 'WITHSCORES')
    for place = 2, #all, 2 do
      all[place] = tonumber(all[place]) < (nowMs - 60000) * 1000 and 1 or 0
    end
    return all`,
} as const satisfies Readonly<Record<string, string>>
