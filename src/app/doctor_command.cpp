#include "app_commands.hpp"
#include "config.hpp"
#include "stratum/analysis/analysers.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/os/process.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"
#include "stratum/dsp/resampler.hpp"
#include "stratum/dsp/simd.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/networks.hpp"
#include "stratum/media/confined.hpp"
#include "stratum/media/libraries.hpp"
#include "stratum/store/postgresql.hpp"
#include "stratum/store/sqlite.hpp"

#include <dlfcn.h>
#include <thread>

namespace stratum::app {
namespace {

enum class Health : std::uint8_t { good, missing, bad };  ///< Bad: the program can not do its work.
std::string_view name_of(Health health) {
    return health == Health::good ? "ok" : health == Health::missing ? "missing" : "bad";
}

struct Finding {
    std::string name;
    Health health = Health::good;
    std::string value;
    std::string advice;  ///< What can be done about it; empty when nothing needs to be.
};

/// Never with a password.
std::string shown_library(const CommandContext& context) {
    return store::is_postgresql_url(context.library) ? store::shown_postgresql_url(context.library) : context.library;
}

Finding library_finding(const CommandContext& context) {
    const bool address = store::is_postgresql_url(context.library);
    Finding finding{"library", Health::good, shown_library(context), ""};
    // The nearest folder that is there decides whether a library can be made.
    std::string folder = address ? "" : context.library;
    while (!exists(folder) && folder.size() > 1) folder = folder.substr(0, std::max<std::size_t>(folder.rfind('/'), 1));
    if (!address && !is_writable_folder(folder)) {
        finding.health = Health::bad;
        finding.advice = valid_utf8(folder) + " may not be written; choose another folder with --library";
        return finding;
    }
    const SystemClock clock;
    const auto library = library::Library::open(context.library, store::Access::read, clock);
    if (!library) {
        if (library.error().code == ErrorCode::not_found) {
            finding.value += " (empty)";
        } else {
            finding.health = Health::bad;
            finding.advice = library.error().text();
        }
        return finding;
    }
    return finding;
}

Finding configuration_finding(const CommandContext& context) {
    const std::string path = context.setting("config.path").value_or("");
    if (const auto problem = context.setting("config.problem"))
        return {"configuration", Health::bad, path, *problem + "; every other command stops at this"};
    return {"configuration", Health::good, path + (exists(path) ? "" : " (not there, which is fine)"), ""};
}

/// What a run of `analyze` without options makes, as the settings have it.
Finding analyses_finding(const CommandContext& context) {
    const auto on = [&](std::string_view key) {
        const std::string said = context.setting(key).value_or("false");
        return said == "true" || said == "yes" || said == "1";
    };
    const bool notes = on("analyze.notes");
    const bool harmony = notes || on("analyze.harmony");  // Chords are a part of a transcription like others.
    std::string made;
    std::string left;
    for (const auto id : analysis::kAllAnalysers) {
        const bool chords = id == analysis::AnalyserId::chords || id == analysis::AnalyserId::theory;
        const bool wanted = analysis::info_of(id).standard || (chords ? harmony : notes);
        std::string& list = wanted ? made : left;
        list += (list.empty() ? "" : ", ") + std::string{analysis::name_of(id)};
        if (!wanted) list += chords ? " (analyze.harmony)" : " (analyze.notes)";
    }
    if (!left.empty()) made += "; not " + left;
    return {"report holds", Health::good, std::move(made), ""};
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

Finding ffmpeg_finding(const media::ConfinementStatus& status) {
    if (status.ffmpeg.empty())
        return {
            "ffmpeg", Health::missing, "not found",
            "install ffmpeg to read AAC, ALAC, WMA, video and rarer formats; WAV, AIFF, FLAC, MP3, Ogg work without"};
    const auto run = os::run_program(status.ffmpeg, {"-hide_banner", "-version"});
    std::string version = run ? first_line(run->output) : "does not run";
    if (const auto end = version.find(" Copyright"); end != std::string::npos) version.resize(end);
    return {"ffmpeg", run ? Health::good : Health::missing, status.ffmpeg + ", " + version, ""};
}

Finding confinement_finding(const media::ConfinementStatus& status) {
    std::string value = std::string{"system call filter "} + (status.system_call_filter ? "yes" : "no") +
                        ", Landlock " + (status.landlock_abi > 0 ? std::to_string(status.landlock_abi) : "no") +
                        ", own network " + (status.network_namespace ? "yes" : "no");
    if (status.relaxed) value += ", relaxed (sanitizer build)";
    return {"confinement", status.system_call_filter ? Health::good : Health::missing, std::move(value),
            status.system_call_filter ? "" : "files from others are parsed with fewer safeguards on this system"};
}

Finding cairo_finding() {
    void* const cairo = dlopen("libcairo.so.2", RTLD_LAZY | RTLD_LOCAL);
    if (cairo == nullptr)
        return {"cairo", Health::missing, "not found", "install libcairo2 for stratum plot to draw PNG"};
    const auto version = reinterpret_cast<const char* (*)()>(dlsym(cairo, "cairo_version_string"));
    std::string value = version != nullptr ? version() : "libcairo.so.2";
    dlclose(cairo);
    return {"cairo", Health::good, std::move(value), ""};
}

Finding networks_finding(const CommandContext& context) {
    const auto chosen = library::choose_networks(context);
    if (!chosen) return {"networks", Health::bad, chosen.error().message, chosen.error().hint};
    if (chosen->networks) return {"networks", Health::good, "ONNX Runtime " + chosen->networks->runtime_version(), ""};
    if (chosen->absence.empty()) return {"networks", Health::good, "switched off by networks.use", ""};
    return {"networks", Health::missing, "ONNX Runtime was not found",
            "rhythm is heard by signal processing alone; install libonnxruntime or set networks.onnxruntime"};
}

class DoctorCommand final : public Command {
  public:
    Info info() const override {
        return {.name = std::string{kDoctor},
                .summary = "say what is installed, where things are, and what is wrong",
                .details =
                    "Exit code 1 when something is wrong that keeps the program from its work.\n\n"
                    "Examples:\n  stratum doctor\n  stratum doctor --json\n"};
    }
    void declare(OptionSink& options) override { options.flag({"--json", "", "one JSON object"}, json_); }

    Result<int> run(CommandContext& context) override {
        const auto status = media::confinement_status();
        std::vector<Finding> findings{
            {"stratum", Health::good, context.version + ", built with " + compiler(), ""},
            {"processor", Health::good,
             std::to_string(std::max(1U, std::thread::hardware_concurrency())) + " cores, SIMD level " +
                 std::string{dsp::name_of(dsp::simd_level())},
             ""},
            library_finding(context),
            configuration_finding(context),
            {"sqlite", Health::good, store::sqlite_version(), ""},
            ffmpeg_finding(status),
            confinement_finding(status),
            cairo_finding(),
            networks_finding(context),
            analyses_finding(context),
        };
        for (const auto& [name, version] : media::library_versions())
            findings.push_back({name, Health::good, version, ""});
        findings.push_back({"soxr", Health::good, dsp::resampling_library(), ""});
        findings.push_back({"analysers", Health::good, library::analyser_versions(), ""});
        json_ ? print_json(context, findings, status) : print_text(context, findings);
        for (const auto& finding : findings)
            if (finding.health == Health::bad) return 1;
        return 0;
    }

  private:
    static std::string compiler() {
#ifdef __clang__
        return "clang " __clang_version__;
#else
        return "g++ " __VERSION__;
#endif
    }

    static void print_text(const CommandContext& context, const std::vector<Finding>& findings) {
        const Terminal& out = context.out;
        for (const auto& finding : findings) {
            const char* const colour = !out.colour                         ? ""
                                       : finding.health == Health::good    ? "\x1b[32m"
                                       : finding.health == Health::missing ? "\x1b[33m"
                                                                           : "\x1b[31m";
            out.stream << colour << pad_columns(name_of(finding.health), 8) << (out.colour ? "\x1b[0m" : "")
                       << pad_columns(finding.name, 15) << printable(finding.value) << '\n';
            if (!finding.advice.empty()) out.stream << std::string(23, ' ') << printable(finding.advice) << '\n';
        }
    }

    static void print_json(const CommandContext& context, const std::vector<Finding>& findings,
                           const media::ConfinementStatus& status) {
        JsonWriter json{2};
        json.begin_object();
        json.member("version", context.version);
        json.member("simd", dsp::name_of(dsp::simd_level()));
        json.member("library", shown_library(context));
        json.member("confinement", status);
        json.key("findings");
        json.begin_array();
        for (const auto& finding : findings) {
            json.begin_object();
            json.member("name", finding.name);
            json.member("health", name_of(finding.health));
            json.member("value", finding.value);
            if (!finding.advice.empty()) json.member("advice", finding.advice);
            json.end_object();
        }
        json.end_array();
        json.end_object();
        context.out.stream << json.text() << '\n';
    }

    bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_doctor_command() { return std::make_unique<DoctorCommand>(); }

}  // namespace stratum::app
