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
    /// The same for what strangers can cause, so that they do not fill the disk: of a message and a
    /// kind ten lines a second are written, and tell_left_out() tells how many more there were; at
    /// level Debug all. Kinds are words of the program's, and few.
    void write_limited(Level level, std::string_view message, std::string_view kind,
                       std::initializer_list<Field> fields);
    /// Of each message and kind of which lines were left out, tells how many since the last time.
    void tell_left_out();
    [[nodiscard]] bool shows(Level level) const;
    /// From now on.
    void set_level(Level level);

private:
    class Limit;

    std::shared_ptr<spdlog::logger> logger_;
    Format format_;
    std::unique_ptr<Limit> limit_;
};

} // namespace pemba::log
