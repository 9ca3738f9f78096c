-- Sends the bodies of a file in turn: wrk -s replay.lua URL -- BODIES PATH [FIRST_NUMBER]
-- If the file's one body has {n} in it, each request has a number of its own there.
local headers = { ["Content-Type"] = "application/json" }
local requests, following, path, template, number = {}, 0, nil, nil, 0

function init(arguments)
  path, number = arguments[2], tonumber(arguments[3] or 0)
  for body in io.lines(arguments[1]) do
    if body:find("{n}", 1, true) then
      template = body
    end
    requests[#requests + 1] = wrk.format("POST", path, headers, body)
  end
end

function request()
  if template then
    number = number + 1
    return wrk.format("POST", path, headers, (template:gsub("{n}", number)))
  end
  following = following % #requests + 1
  return requests[following]
end

function done(summary)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read +
    summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %d %.6f %d\n", summary.requests, summary.duration / 1e6, failed))
end
