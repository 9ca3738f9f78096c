// Test report: what files of tests came to, told file by file, and how many passed.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "session.h"

namespace pemba::client {

/// Something that is not as a file says it should be.
struct Problem {
    int line = 0; ///< of the file; 0: of the file as a whole, and the text names the place
    std::string text;
};

/// How many of a kind of test were run.
struct Tally {
    const char* words; ///< `expected relations`
    const char* key;   ///< for --json: `expectedRelations`
    std::size_t count = 0;
};

/// What all of one file came to.
struct FileResult {
    std::vector<Tally> tallies;
    std::vector<Problem> problems;
};

/// Prints as it goes. Its session must outlive it.
class TestReport {
public:
    explicit TestReport(Session& session) : session_(session) {}

    /// A file without problems passed.
    void add(const std::string& path, const FileResult& result);
    /// One that could not be run failed.
    void add_broken(const std::string& path, const Error& error);
    /// Says how many passed. Denied if one failed.
    [[nodiscard]] ExitStatus finish() const;

private:
    Session& session_;
    std::size_t passed_ = 0, failed_ = 0;
};

/// `expected, not found: …` and `found, not expected: …`, one each.
[[nodiscard]] std::vector<std::string> differences(const std::set<std::string>& expected,
                                                   const std::set<std::string>& found);

} // namespace pemba::client
