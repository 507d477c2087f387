#include "command_line.hpp"

#include "stratum/base/terminal_text.hpp"
#include "suggest.hpp"
#include "version.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace stratum::app {
namespace {

/// Declares a command's options to CLI11.
class CliSink final : public OptionSink {
  public:
    explicit CliSink(CLI::App& app) : app_(app) {}

    void flag(const OptionInfo& info, bool& place) override { app_.add_flag(info.names, place, info.help); }
    void text(const OptionInfo& info, std::optional<std::string>& place) override { named(info, place); }
    void integer(const OptionInfo& info, std::optional<std::int64_t>& place) override { named(info, place); }
    void number(const OptionInfo& info, std::optional<double>& place) override { named(info, place); }
    void list(const OptionInfo& info, std::vector<std::string>& place) override {
        finish(info, app_.add_option(info.names, place, info.help)->expected(1)->take_all()->allow_extra_args(false));
    }
    void positional(const OptionInfo& info, std::string& place, Presence presence) override {
        finish(info, app_.add_option(info.names, place, info.help)->required(presence == Presence::required));
    }
    void positionals(const OptionInfo& info, std::vector<std::string>& place, Presence presence) override {
        finish(info, app_.add_option(info.names, place, info.help)->required(presence == Presence::required));
    }

  private:
    template <class T>
    void named(const OptionInfo& info, std::optional<T>& place) {
        finish(info, app_.add_option(info.names, place, info.help));
    }
    static void finish(const OptionInfo& info, CLI::Option* option) {
        if (!info.value.empty()) option->type_name(info.value);
        if (!info.choices.empty()) option->check(CLI::IsMember(info.choices));
    }
    CLI::App& app_;
};

/// The first word that is no option is the command; CLI11 would only say that it was not expected.
std::string unknown_command(int argc, const char* const* argv, const std::vector<std::string>& names) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        if (word == "--library" || word == "--config") {
            ++i;
        } else if (!word.starts_with('-')) {
            if (std::ranges::find(names, word) != names.end()) return {};
            std::vector<std::string> shown;
            std::ranges::copy_if(names, std::back_inserter(shown),
                                 [](const auto& name) { return !name.starts_with("__"); });
            const std::string meant = nearest(word, shown);
            return "stratum: there is no command \"" + printable(word) + "\"" +
                   (meant.empty() ? "; see: stratum --help\n" : "; did you mean: stratum " + meant + "\n");
        }
    }
    return {};
}

/// CLI11 speaks of several lines and of itself; one line is enough.
std::string usage_error(const CLI::ParseError& failure, const std::string& command) {
    std::string text = failure.what();
    std::ranges::replace(text, '\n', ' ');
    while (text.ends_with(' ') || text.ends_with('.')) text.pop_back();
    return "stratum: " + printable(text) + "; see: stratum " + (command.empty() ? "" : command + " ") + "--help\n";
}

}  // namespace

ParsedLine parse_command_line(int argc, const char* const* argv,
                              const std::vector<std::unique_ptr<Command>>& commands) {
    ParsedLine line;
    CLI::App app{"Stratum hears music as a trained musician does.", "stratum"};
    app.set_version_flag("--version", std::string{"stratum "} + kVersion);
    app.require_subcommand(1);
    app.fallthrough();
    app.get_formatter()->column_width(34);
    app.add_option("--library", line.library, "folder of the library")->type_name("DIR")->group("Everywhere");
    app.add_option("--config", line.config, "configuration file")->type_name("FILE")->group("Everywhere");
    app.add_flag("-q,--quiet", line.quiet, "no progress and no summary, only results, warnings and errors")
        ->group("Everywhere");
    app.add_flag("-v,--verbose", line.verbosity, "say more about what happens; twice for all")->group("Everywhere");

    std::vector<std::string> names;
    for (const auto& command : commands) {
        const Command::Info info = command->info();
        names.push_back(info.name);
        CLI::App* sub = app.add_subcommand(info.name, info.summary);
        if (info.hidden) sub->group("");
        if (!info.details.empty()) sub->footer(info.details);
        CliSink sink{*sub};
        command->declare(sink);
        sub->callback([&line, raw = command.get()] { line.command = raw; });
    }
    if (std::string unknown = unknown_command(argc, argv, names); !unknown.empty()) {
        line.exit_code = 2;
        line.text = std::move(unknown);
        return line;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& failure) {
        line.command = nullptr;
        if (failure.get_exit_code() == 0) {
            std::ostringstream out;
            std::ostringstream err;
            app.exit(failure, out, err);
            line.text = out.str();
        } else if (argc < 2) {
            line.exit_code = 2;
            line.text = app.help();
        } else {
            const auto chosen = app.get_subcommands();
            line.exit_code = 2;
            line.text = usage_error(failure, chosen.empty() ? "" : chosen.front()->get_name());
        }
    }
    return line;
}

}  // namespace stratum::app
