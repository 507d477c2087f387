#include "bench_set.hpp"
#include "demo.hpp"
#include "stratum/composer/feature.hpp"

#include <algorithm>
#include <thread>

namespace stratum::composer {
namespace {

class BenchSetCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "bench-set",
                .summary = "compose and render the frozen set of pieces that measurements use",
                .details =
                    "Writes more than 500 pieces of 30 to 120 seconds with exact truth about tempo, beats, downbeats,\n"
                    "chords, keys and sections, about 3.5 GB as FLAC. Interrupted, it goes on where it stood.\n\n"
                    "  stratum bench-set ~/benchset\n"
                    "  stratum bench-set ~/benchset --verify\n"
                    "  stratum eval ~/benchset --split test --by style\n"};
    }
    void declare(OptionSink& options) override {
        options.positional({"OUT", "DIR", "folder to write to"}, folder_, Presence::required);
        options.integer({"-j,--jobs", "N", "threads that work at once (default: all cores)"}, jobs_);
        options.text({"--format", "FORMAT", "form of the audio (default: flac)", {"flac", "wav"}}, format_);
        options.integer({"--limit", "N", "only N pieces, spread over the set"}, limit_);
        options.text({"--style", "NAME", "only the pieces of one style"}, style_);
        options.flag({"--verify", "", "compare what is there with its hashes, write nothing"}, verify_);
    }
    Result<int> run(CommandContext& context) override {
        if (verify_) {
            STRATUM_TRY(const std::string checksum, verify_bench_set(folder_));
            context.out.stream << "version " << kBenchSetVersion << " sha256 " << checksum << '\n';
            return 0;
        }
        BenchSetOptions options;
        if ((jobs_ && (*jobs_ < 1 || *jobs_ > 1024)) || (limit_ && (*limit_ < 1 || *limit_ > 100000)))
            return error(ErrorCode::invalid_argument, "--jobs and --limit need a number of at least 1");
        options.jobs = static_cast<int>(jobs_.value_or(std::max(1U, std::thread::hardware_concurrency())));
        if (limit_) options.limit = static_cast<int>(*limit_);
        if (format_ == "wav") options.format = AudioFormat::wav;
        options.style = style_;
        if (!context.quiet && context.err.is_terminal)
            options.progress = [&](int done, int all) {
                context.err.stream << "\r" << done << " of " << all << " pieces" << (done == all ? "\n" : "")
                                   << std::flush;
            };
        STRATUM_TRY(const int pieces, make_bench_set(folder_, options, context.stop));
        context.out.stream << pieces << " pieces in " << folder_ << '\n';
        return 0;
    }

  private:
    std::string folder_;
    std::optional<std::int64_t> jobs_;
    std::optional<std::int64_t> limit_;
    std::optional<std::string> format_;
    std::optional<std::string> style_;
    bool verify_ = false;
};

class DemoCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "demo",
                .summary = "write ten short demo pieces to try things on",
                .details =
                    "The pieces are composed and rendered by the program; truth.csv tells what is true about them.\n\n"
                    "  stratum demo /tmp/demo && stratum analyze /tmp/demo\n"};
    }
    void declare(OptionSink& options) override {
        options.positional({"OUT", "DIR", "folder to write to"}, folder_, Presence::required);
    }
    Result<int> run(CommandContext& context) override {
        STRATUM_TRY(const int pieces, make_demo(folder_));
        context.out.stream << pieces << " pieces in " << folder_ << '\n';
        return 0;
    }

  private:
    std::string folder_;
};

}  // namespace

platform::Feature feature() {
    return {"composer",
            {[]() -> std::unique_ptr<Command> { return std::make_unique<BenchSetCommand>(); },
             []() -> std::unique_ptr<Command> { return std::make_unique<DemoCommand>(); }}};
}

}  // namespace stratum::composer
