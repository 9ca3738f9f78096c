// Log: structured lines on standard error, as text or as JSON. Values that may be secret never get
// here: neither keys nor bodies are passed.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace spdlog {
class logger;
}

namespace pemba::log {

enum class Level { Debug, Info, Warn, Error };
enum class Format { Text, Json };

/// The level of that name, or Info's neighbour: names are checked where options are read.
[[nodiscard]] Level level_of(std::string_view name);

/// Thread-safe.
class Log {
public:
    Log(Level level, Format format);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    using Field = std::pair<std::string_view, std::string_view>;

    /// One line: a message and its fields. Cheap if the level is not shown.
    void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});
    [[nodiscard]] bool shows(Level level) const;
    /// From now on.
    void set_level(Level level);

private:
    std::shared_ptr<spdlog::logger> logger_;
    Format format_;
};

} // namespace pemba::log
