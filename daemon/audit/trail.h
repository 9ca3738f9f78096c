// Trail: takes the lines of the audit log from every thread and has one thread write them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "audit/file.h"
#include "pemba/result.h"

namespace pemba::audit {

struct Options {
    std::string file;
    Sizes sizes;
    std::size_t queue_bytes = 64 << 20; ///< of lines that wait; from then on there is no room
    /// Told what is wrong when lines can no longer be written, and "" when they can again. Called
    /// from the writing thread. May be empty.
    std::function<void(const std::string& problem)> on_trouble;
};

struct Statistics {
    std::uint64_t lines = 0;        ///< that were appended
    std::uint64_t failures = 0;     ///< of writing and fsync
    std::uint64_t queued_bytes = 0; ///< of lines that wait to be written
    bool is_full = false;
    std::string problem; ///< why the last line was not written or not synced; empty if it was
};

/// Lines are written 20 ms after they came at the latest, and fsynced every second and at the end.
/// No line is dropped while it lives: what the disk does not take waits and is tried again, and
/// whoever asks for room first is told to wait too, so that memory is bounded. Thread-safe.
class Trail {
public:
    /// Opens the file. Errors: StoreFailed.
    [[nodiscard]] static Result<std::unique_ptr<Trail>> open(Options options);
    /// Writes and fsyncs what waits; what the disk does not take now is lost, and `on_trouble`
    /// told.
    ~Trail();
    Trail(const Trail&) = delete;
    Trail& operator=(const Trail&) = delete;

    /// Whether a call may begin whose lines must be kept. A load.
    [[nodiscard]] bool has_room() const;
    /// Takes lines, each with its line break, whether or not there is room: what has happened must
    /// be told. A lock for as long as copying takes.
    void append(std::string_view lines, std::size_t count = 1);
    /// Goes on in the file of that name, which may be another by now.
    void reopen();
    [[nodiscard]] Statistics statistics() const;

private:
    class Writer;
    explicit Trail(std::unique_ptr<Writer> writer);

    std::unique_ptr<Writer> writer_;
};

} // namespace pemba::audit
