-- One question after another, each in a conversation of its own in turn, so that every message is a new one.
local questions = {}
for line in io.lines(os.getenv("QUESTIONS")) do questions[#questions + 1] = line end
local salt = os.getenv("SALT")
local new = os.getenv("NEW_WORDS")
local n = 0
request = function()
  n = n + 1
  local body = '{"type":"message","id":"' .. salt .. n .. '","text":"' .. questions[n % #questions + 1] .. (new and " " .. n or "") .. '","channelId":"test","deliveryMode":"expectReplies",'
    .. '"serviceUrl":"http://127.0.0.1:9/","from":{"id":"u"},"recipient":{"id":"b"},"conversation":{"id":"c' .. n % 500 .. '"}}'
  return wrk.format("POST", "/api/messages", { ["content-type"] = "application/json" }, body)
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %.1f %d %.1f %.1f\n", summary.requests / summary.duration * 1000000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
