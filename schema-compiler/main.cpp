// pembac: checks, compiles and formats schemas.
#include "cli/commands.h"

int main(int argc, char** argv) {
    using namespace pemba::schema::cli;
    const auto parsed = parse_command_line(argc, argv);
    if (const int* status = std::get_if<int>(&parsed))
        return *status;
    return std::visit([](const auto& command) { return run(command); }, std::get<Command>(parsed));
}
