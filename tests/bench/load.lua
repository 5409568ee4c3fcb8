-- wrk script of `make bench`. Environment: TOKENS (file written by seed), SERVER (fordela|limit), ASK (report|get), WEEK (of the
-- reports), ASK_PATH (what to get; %s: the county), ASK_AS (r|s: whose tokens), ASK_MOST (so many of them, spread over all), ETAGS
-- (Lua file county -> entity tag).
local tokens = dofile(os.getenv("TOKENS"))
local server, ask, week = os.getenv("SERVER"), os.getenv("ASK"), os.getenv("WEEK")
local etags = os.getenv("ETAGS") and dofile(os.getenv("ETAGS")) or {}
local codes = { "IIR", "FFP2", "FFP3", "VISIR", "GLASOGON", "FORKL-LANG", "FORKL-KORT", "OVERALL", "HANDSKE-S", "HANDSKE-M",
  "HANDSKE-L", "HANDSKE-XL", "HANDDESINF", "YTDESINF", "PROVTAGN" }
local bodies, requests, at = {}, {}, 0

local function body()
  local lines = {}
  for i, code in ipairs(codes) do
    local use = math.random(20, 3000)
    lines[i] = string.format('{"article":"%s","stock":%d,"use_in_week":%d,"need_next_week":%d}', code, math.random(0, 20000), use, use + 20)
  end
  return '{"lines":[' .. table.concat(lines, ",") .. "]}"
end

local function headers(token, more)
  local all = { ["Cookie"] = "fordela_session=" .. token, ["Content-Type"] = "application/json" }
  for name, value in pairs(more or {}) do all[name] = value end
  return all
end

-- Municipalities do not report county by county.
local function shuffle(list)
  for i = #list, 2, -1 do
    local other = math.random(i)
    list[i], list[other] = list[other], list[i]
  end
end

function init()
  math.randomseed(os.time())
  at = math.random(0, 289)
  if ask == "report" then
    for i = 1, 64 do bodies[i] = body() end
    local path = server == "limit" and "/reports/%s/%s" or "/api/v1/municipalities/%s/ppe-reports/%s"
    for i, m in ipairs(tokens.m) do
      requests[i] = wrk.format("PUT", string.format(path, m[1], week), headers(m[2], { ["If-Match"] = "*" }), bodies[i % 64 + 1])
    end
    shuffle(requests)
    return
  end
  local all = tokens[os.getenv("ASK_AS") or "r"]
  for i = 1, #all, math.ceil(#all / (tonumber(os.getenv("ASK_MOST")) or #all)) do
    local r = all[i]
    local path = os.getenv("ASK_PATH"):gsub("%%s", r[1])
    requests[#requests + 1] = wrk.format("GET", path, headers(r[2], { ["If-None-Match"] = etags[r[1]] }))
  end
end

function request()
  at = at + 1
  return requests[at % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99), latency.max,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
