#include "plot_command.hpp"

#include "picture.hpp"
#include "server/routes.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/os/write_file.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/plot/feature.hpp"

#include <string>

namespace stratum::plot {
namespace {

class PlotCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "plot",
                .summary = "draw one track as a picture",
                .details =
                    "Draws waveform, beats, bars, loudness, pitch classes and key over time, from what the library\n"
                    "knows of the track. The ending of FILE, .svg or .png, decides the format; - writes SVG to the\n"
                    "terminal's output.\n\n"
                    "  stratum plot song.flac -o song.svg\n"
                    "  stratum plot title:blue -o blue.png --theme dark --width 3840 --height 2160\n"
                    "  stratum plot song.flac -o drop.png --from 1:05 --to 1:20\n"};
    }

    void declare(OptionSink& options) override {
        options.positional({"TRACK", "", "a path, the first digits of an id, or field:text"}, track_,
                           Presence::required);
        options.text({"-o,--output", "FILE", "the picture, .svg or .png; - is the standard output"}, output_);
        options.text({"--from", "TIME", "begin here: seconds, m:ss or h:mm:ss"}, from_);
        options.text({"--to", "TIME", "end here"}, to_);
        options.integer({"--width", "PIXELS", "width of the picture (default: 1600)"}, width_);
        options.integer({"--height", "PIXELS", "height of the picture (default: 900)"}, height_);
        options.text({"--theme", "THEME", "colours (default: light)", {"light", "dark"}}, theme_);
    }

    Result<int> run(CommandContext& context) override {
        if (!output_ || output_->empty())
            return error(ErrorCode::invalid_argument, "where shall the picture go?", "add -o FILE.svg or -o FILE.png");
        const bool to_stdout = *output_ == "-";
        const std::string ending = to_stdout ? "svg" : extension_of(*output_);
        if (ending != "svg" && ending != "png")
            return error(ErrorCode::invalid_argument, "\"" + valid_utf8(*output_) + "\" names no kind of picture",
                         "let it end in .svg or .png");
        STRATUM_TRY(const PictureOptions options, picture_options(context));
        STRATUM_TRY(const library::TrackView view, look_up(context));
        const Caption caption{view.tags.title.value_or(""), view.tags.artist.value_or(""),
                              std::string{file_name_of(view.file.path)}};
        STRATUM_TRY(const Bytes picture, make_picture(view.report, caption, options,
                                                      ending == "png" ? PictureFormat::png : PictureFormat::svg));
        if (to_stdout) {
            context.out.stream.write(reinterpret_cast<const char*>(picture.data()),
                                     static_cast<std::streamsize>(picture.size()));
            return 0;
        }
        STRATUM_TRY_VOID(write_file(*output_, picture));
        if (!context.quiet) context.err.stream << "wrote " << valid_utf8(*output_) << '\n';
        return 0;
    }

  private:
    /// The option, else the configuration ("plot.width"), else what stands in `PictureOptions`.
    Result<PictureOptions> picture_options(const CommandContext& context) const {
        PictureOptions options;
        STRATUM_TRY(options.from, place(from_, "--from"));
        STRATUM_TRY(options.to, place(to_, "--to"));
        STRATUM_TRY(options.width, side(width_, context, "plot.width", options.width));
        STRATUM_TRY(options.height, side(height_, context, "plot.height", options.height));
        const std::string theme = theme_ ? *theme_ : context.setting("plot.theme").value_or("light");
        if (theme != "light" && theme != "dark")
            return error(ErrorCode::invalid_argument, "plot.theme is light or dark, not \"" + valid_utf8(theme) + "\"");
        options.theme = theme == "dark" ? ThemeKind::dark : ThemeKind::light;
        return options;
    }

    static Result<std::optional<Seconds>> place(const std::optional<std::string>& text, const char* option) {
        if (!text) return std::optional<Seconds>{};
        const auto time = parse_time(*text);
        if (!time)
            return error(ErrorCode::invalid_argument,
                         std::string{option} + ": \"" + valid_utf8(*text) + "\" is no place in a recording",
                         "write seconds, m:ss or h:mm:ss, such as 75, 1:15 or 1:02:03.5");
        return time;
    }

    static Result<int> side(const std::optional<std::int64_t>& option, const CommandContext& context, const char* key,
                            int usual) {
        std::optional<std::int64_t> value = option;
        if (!value) {
            const auto setting = context.setting(key);
            if (!setting) return usual;
            value = parse_integer(*setting);
        }
        // The picture itself says which sizes it can have.
        if (value && std::in_range<int>(*value)) return static_cast<int>(*value);
        return error(ErrorCode::invalid_argument, std::string{key} + " must be a number of pixels");
    }

    Result<library::TrackView> look_up(const CommandContext& context) const {
        const SystemClock clock;
        const std::string advice = "analyse it first: stratum analyze " + valid_utf8(track_);
        auto opened = library::Library::open(context.library, store::Access::read, clock);
        if (!opened) {
            Error failure = std::move(opened).error();
            if (failure.code == ErrorCode::not_found && exists(track_)) failure.hint = advice;
            return failure;
        }
        auto file = opened->resolve(track_);
        if (!file) {
            Error failure = std::move(file).error();
            if (failure.code == ErrorCode::not_found && exists(track_)) failure.hint = advice;
            return failure;
        }
        return opened->view(*file);
    }

    std::string track_;
    std::optional<std::string> output_;
    std::optional<std::string> from_;
    std::optional<std::string> to_;
    std::optional<std::int64_t> width_;
    std::optional<std::int64_t> height_;
    std::optional<std::string> theme_;
};

}  // namespace

std::unique_ptr<Command> make_plot_command() { return std::make_unique<PlotCommand>(); }

std::optional<Seconds> parse_time(std::string_view text) {
    const auto seconds = parse_duration(text);
    return seconds ? std::optional{Seconds{*seconds}} : std::nullopt;
}

platform::Feature feature() { return {.name = "plot", .commands = {make_plot_command}, .routes = routes()}; }

}  // namespace stratum::plot
