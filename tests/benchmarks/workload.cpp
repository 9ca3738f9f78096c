#include "benchmarks/workload.h"

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <utility>

#include "pemba/schema/compile.h"
#include "support/must.h"

namespace pemba::benchmarks {
namespace {

using testing::must;

constexpr std::size_t kTuplesPerImport = 500'000;

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

void must_be_right(const Question& question, const CheckResult& result) {
    if ((result.decision.permissionship == Permissionship::Yes) != question.allowed)
        throw std::runtime_error("a wrong answer about " + to_string(question.request.userset) +
                                 " and " + to_string(question.request.subject));
}

Workload::Workload(std::filesystem::path folder, std::size_t copies)
    : folder_(std::move(folder)), copies_(copies) {}

void Workload::fill(Engine& engine) const {
    auto file = open(folder_ / "schema.zed");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    must(engine.write_schema({schema::compile(text, "schema.zed").schema.value(), {}}));
    ImportRequest slab;
    auto import_slab = [&] {
        slab.touch = true; // a generator may draw a tuple twice
        must(engine.import_tuples(std::exchange(slab, {})));
    };
    for_each_tuple([&](RelationTuple tuple) {
        slab.tuples.push_back(std::move(tuple));
        if (slab.tuples.size() == kTuplesPerImport)
            import_slab();
    });
    if (!slab.tuples.empty())
        import_slab();
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
            listing.request = LookupObjectsRequest{.namespace_name = of,
                                                   .relation = permission,
                                                   .subject = testing::subject_of(to),
                                                   .consistency = {}};
        else
            listing.request =
                LookupSubjectsRequest{.userset = {testing::subject_of(of).object, permission},
                                      .subject_namespace = to,
                                      .subject_relation = {},
                                      .consistency = {}};
        listings.push_back(std::move(listing));
    }
    return listings;
}

std::string Workload::suffix_of(std::size_t copy) const {
    return copies_ == 1 ? std::string() : '=' + std::to_string(copy);
}

} // namespace pemba::benchmarks
