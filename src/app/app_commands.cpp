#include "app_commands.hpp"

#include "features.hpp"
#include "reference.hpp"

namespace stratum::app {
namespace {

class ManualCommand final : public Command {
  public:
    explicit ManualCommand(const std::vector<std::unique_ptr<Command>>& all) : all_(all) {}
    Info info() const override {
        return {.name = "__manual", .summary = "print stratum(1)", .details = "For the build.", .hidden = true};
    }
    void declare(OptionSink&) override {}
    Result<int> run(CommandContext& context) override {
        context.out.stream << manual_page(reference_of(all_), context.version);
        return 0;
    }

  private:
    const std::vector<std::unique_ptr<Command>>& all_;
};

class CompletionsCommand final : public Command {
  public:
    explicit CompletionsCommand(const std::vector<std::unique_ptr<Command>>& all) : all_(all) {}
    Info info() const override {
        return {
            .name = "__completions", .summary = "print shell completions", .details = "For the build.", .hidden = true};
    }
    void declare(OptionSink& options) override {
        options.positional({"SHELL", "SHELL", "bash, zsh or fish", {"bash", "zsh", "fish"}}, shell_,
                           Presence::required);
    }
    Result<int> run(CommandContext& context) override {
        const Shell shell = shell_ == "bash" ? Shell::bash : shell_ == "zsh" ? Shell::zsh : Shell::fish;
        context.out.stream << completions(reference_of(all_), shell);
        return 0;
    }

  private:
    const std::vector<std::unique_ptr<Command>>& all_;
    std::string shell_;
};

}  // namespace

std::unique_ptr<Command> make_manual_command(const std::vector<std::unique_ptr<Command>>& all) {
    return std::make_unique<ManualCommand>(all);
}
std::unique_ptr<Command> make_completions_command(const std::vector<std::unique_ptr<Command>>& all) {
    return std::make_unique<CompletionsCommand>(all);
}

std::unique_ptr<std::vector<std::unique_ptr<Command>>> all_commands() {
    auto commands = std::make_unique<std::vector<std::unique_ptr<Command>>>();
    for (const auto& feature : features())
        for (const CommandMaker make : feature.commands) commands->push_back(make());
    commands->push_back(make_serve_command());
    commands->push_back(make_worker_command());
    commands->push_back(make_backup_command());
    commands->push_back(make_restore_command());
    commands->push_back(make_doctor_command());
    commands->push_back(make_manual_command(*commands));
    commands->push_back(make_completions_command(*commands));
    return commands;
}

}  // namespace stratum::app
