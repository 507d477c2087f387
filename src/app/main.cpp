#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "command_line.hpp"
#include "features.hpp"

namespace {

using namespace stratum;

Terminal terminal(std::ostream& stream, int fd) {
    const bool is_terminal = isatty(fd) != 0;
    const char* no_colour = std::getenv("NO_COLOR");
    winsize size{};
    const bool sized = is_terminal && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return {stream, is_terminal, is_terminal && (no_colour == nullptr || *no_colour == '\0'), sized ? size.ws_col : 80};
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::unique_ptr<Command>> commands;
    for (const auto& feature : app::features())
        for (const CommandMaker make : feature.commands) commands.push_back(make());
    const app::ParsedLine line = app::parse_command_line(argc, argv, commands);
    if (line.command == nullptr) {
        (line.exit_code == 0 ? std::cout : std::cerr) << line.text;
        return line.exit_code;
    }

    CommandContext context{terminal(std::cout, STDOUT_FILENO), terminal(std::cerr, STDERR_FILENO), std::cin,
                           line.library.value_or(""), argv[0], line.quiet, {}, [](std::string_view) {
                               return std::optional<std::string>{};
                           }};
    const auto outcome = line.command->run(context);
    if (outcome) return *outcome;
    std::cerr << "stratum: " << outcome.error().text() << '\n';
    return exit_code_of(outcome.error().code);
}
