// Log on spdlog. Control characters in values are escaped, so that a value cannot forge a line.
#include "log/log.h"

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

Log::Log(Level level, Format format)
    : logger_(std::make_shared<spdlog::logger>("pembad",
                                               std::make_shared<spdlog::sinks::stderr_sink_mt>())),
      format_(format) {
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

} // namespace pemba::log
