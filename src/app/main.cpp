#include "app_commands.hpp"
#include "command_line.hpp"
#include "config.hpp"
#include "interrupts.hpp"
#include "log_sink.hpp"
#include "stratum/base/os/dirs.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/store/postgresql.hpp"
#include "streams.hpp"
#include "version.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sys/ioctl.h>
#include <system_error>
#include <unistd.h>

namespace {

using namespace stratum;

std::optional<std::string> environment(const std::string& name) {
    const char* const value = std::getenv(name.c_str());
    if (value == nullptr) return {};
    return value;
}

bool is_set(const char* name) { return !environment(name).value_or("").empty(); }

Terminal terminal(std::ostream& stream, int fd) {
    const bool is_terminal = isatty(fd) != 0 && environment("TERM").value_or("dumb") != "dumb";
    const bool forced = is_set("CLICOLOR_FORCE") && environment("CLICOLOR_FORCE") != "0";
    winsize size{};
    const bool sized = is_terminal && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return {stream, is_terminal, (is_terminal || forced) && !is_set("NO_COLOR"), sized ? size.ws_col : 80};
}

/// The configuration file: the one that was asked for must be there, the usual one may be.
Result<app::Config> configuration(const std::optional<std::string>& asked_for, const std::string& usual) {
    const std::string path = asked_for.value_or(exists(usual) ? usual : "");
    return app::Config::load(path, environment);
}

Result<Logger> logger(const app::Config& config, const app::ParsedLine& line) {
    LogLevel level = LogLevel::warning;
    const std::string wanted = config.get("log.level").value_or("warning");
    if (!from_name(wanted, level))
        return error(ErrorCode::invalid_argument, "log.level is \"" + wanted + "\"",
                     "use debug, info, warning, error or off");
    const std::string format = config.get("log.format").value_or("text");
    if (format != "text" && format != "json")
        return error(ErrorCode::invalid_argument, "log.format is \"" + format + "\"", "use text or json");
    if (line.quiet) level = std::max(level, LogLevel::warning);  // Progress is hushed, what may be wrong is not.
    if (line.verbosity == 1) level = std::min(level, LogLevel::info);
    if (line.verbosity > 1) level = LogLevel::debug;
    return Logger{app::make_stderr_log(level, format == "json" ? LogFormat::json : LogFormat::text)};
}

int failed(std::ostream& err, const Error& failure) {
    err << "stratum: " << failure.text() << '\n';
    return exit_code_of(failure.code);
}

Result<int> run(const app::ParsedLine& line, app::DescriptorStream& out, app::DescriptorStream& err,
                std::stop_token stop) {
    const UserDirs dirs = user_dirs(environment);
    const std::string usual = join_path(dirs.config, "config.toml");
    auto read = configuration(line.config, usual);
    // Whoever looks for what is wrong is told of a broken configuration, not stopped by it.
    std::string problem;
    if (!read && line.command->info().name == app::kDoctor) {
        problem = read.error().text();
        read = app::Config::load("", environment);
    }
    STRATUM_TRY(const app::Config config, std::move(read));
    STRATUM_TRY(const Logger log, logger(config, line));
    for (const auto& warning : config.warnings()) log.warning(warning);

    std::string library = line.library.value_or(config.get("library").value_or(""));
    if (library.empty()) library = join_path(dirs.data, "library");
    const bool is_address = store::is_postgresql_url(library);
    const auto executable = real_path("/proc/self/exe");
    CommandContext context{.out = terminal(out, STDOUT_FILENO),
                           .err = terminal(err, STDERR_FILENO),
                           .in = std::cin,
                           .library = is_address ? library : absolute_path(library),
                           .executable = executable ? *executable : "stratum",
                           .quiet = line.quiet,
                           .stop = std::move(stop),
                           .setting = [&](std::string_view key) -> std::optional<std::string> {
                               if (key == "config.path") return line.config.value_or(usual);
                               if (key == "config.problem" && !problem.empty()) return problem;
                               return config.get(key);
                           },
                           .version = app::kVersion,
                           .log = log,
                           .settings = [&](std::string_view table) { return config.table(table); }};
    log.debug("start", {{"library", is_address ? store::shown_postgresql_url(library) : context.library},
                        {"version", context.version}});
    return line.command->run(context);
}

}  // namespace

int main(int argc, char** argv) {
    app::DescriptorStream out{STDOUT_FILENO};
    app::DescriptorStream err{STDERR_FILENO, true};
    const auto commands = app::all_commands();
    const app::ParsedLine line = app::parse_command_line(argc, argv, *commands);

    int code = line.exit_code;
    if (line.command == nullptr) {
        std::signal(SIGPIPE, SIG_IGN);
        (code == 0 ? out : err) << line.text;
    } else if (line.command->info().hidden) {
        // A child of our own confines itself and is ended by its parent; it has no second thread to watch for signals.
        const auto outcome = run(line, out, err, {});
        code = outcome ? *outcome : failed(err, outcome.error());
    } else {
        const app::Interrupts interrupts;
        const auto outcome = run(line, out, err, interrupts.token());
        code = outcome ? *outcome : failed(err, outcome.error());
        if (interrupts.signal() != 0) code = 128 + interrupts.signal();
    }
    out.flush();
    if (out.failure() == EPIPE) return 128 + SIGPIPE;
    if (out.failure() != 0) {
        err << "stratum: cannot write the output: " << std::generic_category().message(out.failure()) << '\n';
        return 1;
    }
    return code;
}
