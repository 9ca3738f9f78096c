#include "benchmarks/workload.h"

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <utility>

#include "support/must.h"

namespace pemba::benchmarks {
namespace {

std::ifstream open(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file)
        throw std::runtime_error("cannot read " + path.string());
    return file;
}

// A line of checks.txt.
Question question_of(const std::string& line) {
    const auto answer = line.find(' ');
    const auto kind = line.find(' ', answer + 1);
    if (kind == line.npos)
        throw std::runtime_error("not a check: " + line);
    RelationTuple tuple = testing::tuple_of(line.substr(0, answer));
    Question question;
    question.request.userset = {std::move(tuple.object), std::move(tuple.relation)};
    question.request.subject = std::move(tuple.subject);
    question.allowed = line.substr(answer + 1, kind - answer - 1) == "yes";
    question.kind = line.substr(kind + 1);
    return question;
}

} // namespace

Workload::Workload(std::filesystem::path folder, std::size_t copies)
    : folder_(std::move(folder)), copies_(copies) {}

std::string Workload::schema_text() const {
    auto file = open(folder_ / "schema.zed");
    return {std::istreambuf_iterator<char>(file), {}};
}

void Workload::for_each_tuple(const std::function<void(RelationTuple)>& use) const {
    for (std::size_t copy = 0; copy < copies_; ++copy) {
        const std::string suffix = suffix_of(copy);
        auto file = open(folder_ / "relationships.txt");
        for (std::string line; std::getline(file, line);) {
            RelationTuple tuple = testing::tuple_of(line);
            tuple.object.id += suffix;
            tuple.subject.object.id += suffix;
            use(std::move(tuple));
        }
    }
}

std::vector<Question> Workload::draw_questions(std::size_t count) const {
    std::vector<Question> known;
    auto file = open(folder_ / "checks.txt");
    for (std::string line; std::getline(file, line);)
        known.push_back(question_of(line));
    if (known.empty())
        throw std::runtime_error("no checks in " + folder_.string());
    std::mt19937_64 random(20'261'125);
    std::vector<Question> drawn;
    drawn.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        Question question = known[random() % known.size()];
        const std::size_t copy = random() % copies_;
        question.request.userset.object.id += suffix_of(copy);
        question.request.subject.object.id += suffix_of(copy);
        drawn.push_back(std::move(question));
    }
    return drawn;
}

std::vector<Listing> Workload::listings() const {
    std::vector<Listing> listings;
    std::ifstream file(folder_ / "listings.txt");
    std::string what, of, permission, to;
    for (std::size_t results = 0; file >> what >> of >> permission >> to >> results;) {
        Listing listing{{}, results, "list-" + what};
        if (what == "objects")
            listing.request = LookupObjectsRequest{
                of, permission, testing::subject_of(to), {}, 0, {}, {}, {}, {}};
        else
            listing.request =
                LookupSubjectsRequest{{testing::subject_of(of).object, permission}, to, "", {}};
        listings.push_back(std::move(listing));
    }
    return listings;
}

std::string Workload::suffix_of(std::size_t copy) const {
    return copies_ == 1 ? std::string() : '=' + std::to_string(copy);
}

} // namespace pemba::benchmarks
