#include "commands.hpp"
#include "output_options.hpp"
#include "stratum/library/library.hpp"

namespace stratum::analyze {
namespace {

class ShowCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "show",
                .summary = "print everything that is known of one track",
                .details =
                    "TRACK is the path of a file, the first digits (four or more) of a track's id, or a query:\n"
                    "FIELD:TEXT over the tags (title, artist, album, genre, ...) or the path; bpm, energy, lufs, "
                    "duration,\n"
                    "confidence and year with <100, >=100 or 90..100; key:8A; several of them hold all at once. When\n"
                    "several tracks fit they are named, and the exit code is 2.\n\n"
                    "Examples:\n"
                    "  stratum show song.mp3\n"
                    "  stratum show title:blue\n"
                    "  stratum show 'artist:evans bpm:<100 key:Am'\n"
                    "  stratum show 018f3c2e --json --full\n"};
    }
    void declare(OptionSink& options) override {
        options.positionals({"TRACK", "TRACK", "path, id, or field:text"}, tracks_, Presence::required);
        output_.declare(options);
    }
    Result<int> run(CommandContext& context) override {
        STRATUM_TRY_VOID(output_.check());
        const SystemClock clock;
        STRATUM_TRY(auto library, library::Library::open(context.library, store::Access::read, clock));
        auto output = output_.make(context);
        if (!output) output = make_page_output(context.out);
        output->begin();
        for (const std::string& text : tracks_) {
            STRATUM_TRY(const Uuid file, library.resolve(text));
            STRATUM_TRY(const auto view, library.view(file));
            output->track(view, Status::stored);
        }
        output->end();
        return 0;
    }

  private:
    std::vector<std::string> tracks_;
    OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_show_command() { return std::make_unique<ShowCommand>(); }

}  // namespace stratum::analyze
