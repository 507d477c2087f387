#include "command_line.hpp"

#include <CLI/CLI.hpp>

#include "version.hpp"

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

}  // namespace

ParsedLine parse_command_line(int argc, const char* const* argv, const std::vector<std::unique_ptr<Command>>& commands) {
    ParsedLine line;
    CLI::App app{"Stratum hears music as a trained musician does.", "stratum"};
    app.set_version_flag("--version", std::string{"stratum "} + kVersion);
    app.require_subcommand(1);
    app.fallthrough();
    app.get_formatter()->column_width(34);
    app.add_option("--library", line.library, "folder of the library")->type_name("DIR")->group("Everywhere");
    app.add_option("--config", line.config, "configuration file")->type_name("FILE")->group("Everywhere");
    app.add_flag("-q,--quiet", line.quiet, "no progress, only results and errors")->group("Everywhere");
    app.add_flag("-v,--verbose", line.verbosity, "say more about what happens; twice for all")->group("Everywhere");

    for (const auto& command : commands) {
        const Command::Info info = command->info();
        CLI::App* sub = app.add_subcommand(info.name, info.summary);
        if (info.hidden) sub->group("");
        if (!info.details.empty()) sub->footer(info.details);
        CliSink sink{*sub};
        command->declare(sink);
        sub->callback([&line, raw = command.get()] { line.command = raw; });
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& failure) {
        std::ostringstream out;
        std::ostringstream err;
        const int code = app.exit(failure, out, err);
        line.command = nullptr;
        line.exit_code = code == 0 ? 0 : 2;
        line.text = code == 0 ? out.str() : "stratum: " + err.str();
    }
    return line;
}

}  // namespace stratum::app
