// Log on spdlog. Control characters in values are escaped, so that a value cannot forge a line.
#include "log/log.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace pemba::log {
namespace {

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
    case Level::Debug: return spdlog::level::debug;
    case Level::Info: return spdlog::level::info;
    case Level::Warn: return spdlog::level::warn;
    case Level::Error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

void append_quoted(std::string& out, std::string_view value) {
    out.push_back('"');
    for (const char c : value) {
        if (c == '"' || c == '\\')
            out.push_back('\\');
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            out.append(fmt::format("\\u{:04x}", static_cast<unsigned>(c)));
        else
            out.push_back(c);
    }
    out.push_back('"');
}

} // namespace

Level level_of(std::string_view name) {
    if (name == "debug")
        return Level::Debug;
    if (name == "warn")
        return Level::Warn;
    if (name == "error")
        return Level::Error;
    return Level::Info;
}

// Which lines are left out. Thread-safe.
class Log::Limit {
public:
    struct LeftOut {
        Level level;
        std::string message, kind;
        std::uint64_t lines = 0;
    };

    // Whether one more line may be written in this second.
    bool admits(Level level, std::string_view message, std::string_view kind) {
        constexpr int kLinesASecond = 10;
        const auto now = Clock::now();
        const std::lock_guard lock(mutex_);
        State& state = kinds_[{std::string(message), std::string(kind)}];
        if (now - state.second >= std::chrono::seconds(1))
            state = {.second = now, .left_out = state.left_out};
        state.level = level;
        if (state.written < kLinesASecond) {
            ++state.written;
            return true;
        }
        ++state.left_out;
        return false;
    }
    std::vector<LeftOut> take_left_out() {
        std::vector<LeftOut> all;
        const std::lock_guard lock(mutex_);
        for (auto& [name, state] : kinds_)
            if (const auto lines = std::exchange(state.left_out, 0))
                all.push_back({state.level, name.first, name.second, lines});
        return all;
    }

private:
    using Clock = std::chrono::steady_clock;
    struct State {
        Clock::time_point second = {}; ///< which began then
        int written = 0;               ///< in that second
        std::uint64_t left_out = 0;    ///< and not told yet
        Level level = Level::Warn;
    };

    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, State> kinds_; ///< by message and kind
};

Log::Log(Level level, Format format)
    : logger_(std::make_shared<spdlog::logger>("pembad",
                                               std::make_shared<spdlog::sinks::stderr_sink_mt>())),
      format_(format), limit_(std::make_unique<Limit>()) {
    logger_->set_level(to_spdlog(level));
    logger_->set_pattern(format == Format::Json
                             ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})"
                             : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger_->flush_on(spdlog::level::info);
}

Log::~Log() = default;

bool Log::shows(Level level) const {
    return logger_->should_log(to_spdlog(level));
}

void Log::set_level(Level level) {
    logger_->set_level(to_spdlog(level));
}

void Log::write(Level level, std::string_view message, std::initializer_list<Field> fields) {
    if (!shows(level))
        return;
    std::string line;
    if (format_ == Format::Json) {
        line = "\"message\":";
        append_quoted(line, message);
    } else {
        line = message;
    }
    for (const auto& [name, value] : fields) {
        line.append(format_ == Format::Json ? ",\"" : " ").append(name);
        line.append(format_ == Format::Json ? "\":" : "=");
        append_quoted(line, value);
    }
    logger_->log(to_spdlog(level), "{}", line);
}

void Log::write_limited(Level level, std::string_view message, std::string_view kind,
                        std::initializer_list<Field> fields) {
    if (shows(level) && (level == Level::Debug || limit_->admits(level, message, kind)))
        write(level, message, fields);
}

void Log::tell_left_out() {
    for (const auto& [level, message, kind, lines] : limit_->take_left_out())
        write(level, "lines left out",
              {{"of", message}, {"kind", kind}, {"lines", std::to_string(lines)}});
}

} // namespace pemba::log
