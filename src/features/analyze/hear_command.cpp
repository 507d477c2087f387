#include "commands.hpp"
#include "hear.hpp"
#include "stratum/library/networks.hpp"
#include "stratum/media/confined.hpp"

namespace stratum::analyze {
namespace {

class HearCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "__hear",
                .summary = "hear files that a parent process hands over",
                .details = "Started by `stratum analyze`; of no use by hand.",
                .hidden = true};
    }
    void declare(OptionSink& options) override {
        options.integer({"--memory", "MIB", "memory a file may take"}, memory_);
        options.text({"--networks", "YES", "whether networks listen: yes or no"}, networks_);
        options.text({"--onnxruntime", "FILE", "the library that runs them"}, onnxruntime_);
    }
    Result<int> run(CommandContext& context) override {
        media::Limits limits;
        if (memory_ && *memory_ > 0) limits.memory_bytes = static_cast<std::uint64_t>(*memory_) << 20U;
        // Before the doors close: afterwards no library can be loaded.
        STRATUM_TRY(
            const auto chosen,
            library::choose_networks({.use = networks_.value_or("yes"), .place = onnxruntime_}, context.executable));
        return media::serve_confined(
            [&](media::Source& source, std::span<const std::uint8_t> request, media::ParentLink& parent) {
                return hear_file(source, request, parent, chosen.networks);
            },
            limits);
    }

  private:
    std::optional<std::int64_t> memory_;
    std::optional<std::string> networks_;
    std::optional<std::string> onnxruntime_;
};

}  // namespace

std::unique_ptr<Command> make_hear_command() { return std::make_unique<HearCommand>(); }

}  // namespace stratum::analyze
