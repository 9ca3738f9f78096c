-- Sends the bodies of a file in turn: wrk -s replay.lua URL -- BODIES PATH
local requests, following = {}, 0

function init(arguments)
  local headers = { ["Content-Type"] = "application/json" }
  for body in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("POST", arguments[2], headers, body)
  end
end

function request()
  following = following % #requests + 1
  return requests[following]
end

function done(summary)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read +
    summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %d %.6f %d\n", summary.requests, summary.duration / 1e6, failed))
end
