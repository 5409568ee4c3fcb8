-- wrk script of `make bench`. Environment: TOKENS (file written by seed), SERVER (fordela|limit), ASK (report|overview|kept|fresh),
-- WEEK (of the reports), ETAGS (Lua file county -> entity tag, for ASK=fresh).
local tokens = dofile(os.getenv("TOKENS"))
local server, ask, week = os.getenv("SERVER"), os.getenv("ASK"), os.getenv("WEEK")
local etags = ask == "fresh" and dofile(os.getenv("ETAGS")) or {}
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

function init()
  math.randomseed(os.time())
  at = math.random(0, 289)
  if ask == "report" then
    for i = 1, 64 do bodies[i] = body() end
    local path = server == "limit" and "/reports/%s/%s" or "/api/v1/municipalities/%s/ppe-reports/%s"
    for i, m in ipairs(tokens.m) do
      requests[i] = wrk.format("PUT", string.format(path, m[1], week), headers(m[2], { ["If-Match"] = "*" }), bodies[i % 64 + 1])
    end
    return
  end
  local path = server == "fordela" and "/api/v1/counties/%s/ppe-overview" or ask == "overview" and "/overview/%s" or "/kept/%s"
  for i, r in ipairs(tokens.r) do
    requests[i] = wrk.format("GET", string.format(path, r[1]), headers(r[2], { ["If-None-Match"] = etags[r[1]] }))
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
