// Opens a store in a folder, writes a schema and two tuples, and asks whether Ann may push, and
// why.
#include <cstdio>
#include <cstdlib>

#include <pemba/engine.h>
#include <pemba/schema/compile.h>

constexpr const char* kSchema = R"(
definition user {}

definition team {
	relation member: user
}

definition repository {
	relation writer: user | team#member
	permission push = writer
}
)";

template <class T>
T or_exit(pemba::Result<T> result) {
    if (result)
        return *std::move(result);
    std::fprintf(stderr, "embed: %s\n", result.error().message.c_str());
    std::exit(2);
}

int main(int argc, char** argv) {
    pemba::Options options;
    options.directory = argc > 1 ? argv[1] : "embed-store";
    const auto engine = or_exit(pemba::Engine::open(options));
    const auto compiled = pemba::schema::compile(kSchema, "embed.zed");
    or_exit(engine->write_schema({compiled.schema.value(), {}}));

    pemba::WriteRequest write;
    for (const char* text :
         {"repository:pemba#writer@team:core#member", "team:core#member@user:ann"})
        write.updates.push_back(
            {pemba::UpdateKind::Touch, or_exit(pemba::parse_relation_tuple(text))});
    const auto written = or_exit(engine->write(write));

    pemba::CheckRequest question;
    question.userset = {{"repository", "pemba"}, "push"};
    question.subject = {{"user", "ann"}, ""};
    question.consistency = pemba::Consistency::at_least_as_fresh(written.written_at);
    question.explain = true;
    const auto answer = or_exit(engine->check(question));
    const bool allowed = answer.decision.is_yes();
    std::printf("may user:ann push to repository:pemba? %s\n", allowed ? "yes" : "no");
    for (const auto& tuple : answer.explanation->path())
        std::printf("  %s\n", to_string(tuple).c_str());
    return allowed ? 0 : 1;
}
