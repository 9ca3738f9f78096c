// BareLookups: the yardstick of a check, one look-up of a tuple by plain LMDB calls.
#pragma once

#include <filesystem>
#include <vector>

#include <sys/types.h>

namespace pemba::benchmarks {

/// Look-ups of random tuples of a store, whose numbers are known beforehand: renew the read
/// transaction, renew the cursor, find the pair in the sorted set, reset. LMDB allows an
/// environment once in a process, so a child process has this one and works when told to.
class BareLookups {
public:
    /// Forks. The process must have no threads yet and no environment open. Throws
    /// std::runtime_error.
    BareLookups(const std::filesystem::path& store, std::size_t lookups);
    /// Ends the child.
    ~BareLookups();
    BareLookups(const BareLookups&) = delete;
    BareLookups& operator=(const BareLookups&) = delete;

    /// Each look-up once, in random order, while the caller waits. Throws std::runtime_error if the
    /// child is gone.
    void run_round();
    /// The shortest time of each look-up so far, in microseconds. Throws as run_round().
    [[nodiscard]] std::vector<double> best_times();

private:
    std::size_t lookups_;
    int channel_ = -1;
    pid_t child_ = -1;
};

} // namespace pemba::benchmarks
