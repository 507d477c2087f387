#include "output.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>

namespace stratum::analyze {
namespace {

/// Members of the report that are long curves or lists nobody asked for by themselves. Notes are not among them:
/// `--notes` asked for those.
constexpr auto kBulk =
    std::to_array<std::string_view>({"waveform", "harmony.chromagram", "rhythm.onsets", "fingerprint.words",
                                     "loudness.curve_hop", "loudness.short_term_lufs", "melody.curve_hop",
                                     "melody.curve_hz", "structure.vocals.hop", "structure.vocals.presence"});

template <class T>
concept PlainStruct = std::is_class_v<T> && Described<T> && !detail::is_unit<T>;

/// Writes a described struct without the members in kBulk.
struct BriefFields {
    JsonWriter& json;
    std::string prefix;

    template <class T>
    void field(std::string_view name, T& value) {
        const std::string place = prefix + std::string{name};
        if (std::ranges::find(kBulk, place) != kBulk.end()) return;
        if constexpr (detail::is_optional<T>) {
            if (value) field(name, *value);
        } else if constexpr (PlainStruct<T>) {
            json.key(name);
            json.begin_object();
            BriefFields inner{json, place + "."};
            describe(inner, value);
            json.end_object();
        } else {
            json.member(name, value);
        }
    }
};

class JsonOutput final : public Output {
  public:
    JsonOutput(std::ostream& out, Bulk bulk, int indent) : out_(out), bulk_(bulk), indent_(indent) {}

    void track(const library::TrackView& track, Status status) override {
        JsonWriter json{indent_};
        json.begin_object();
        json.member("schema", std::string_view{"stratum.track/1"});
        path(json, track.file.path);
        json.member("status", name_of(status));
        json.member("track_id", to_text(track.file.track));
        json.member("file_id", to_text(track.file.id));
        json.member("content_id", to_hex(track.file.content));
        json.member("size", track.file.stat.size);
        json.member("modified", to_rfc3339({track.file.stat.modified_ns / 1'000'000}));
        if (track.analysed_at) json.member("analysed_at", to_rfc3339(*track.analysed_at));
        json.member("media", track.media);
        json.member("tags", track.tags);
        json.member("notes", notes_of(track));
        if (!track.file.warning.empty()) json.member("warning", track.file.warning);
        if (!track.corrected.empty()) corrections(json, track);
        if (!track.other_files.empty()) {
            json.key("other_files");
            json.begin_array();
            for (const auto& other : track.other_files) json.string(other);
            json.end_array();
        }
        json.key("report");
        write_report(json, track.report, bulk_);
        json.end_object();
        out_ << json.text() << '\n';
    }

    void failure(const std::string& file, const Error& error) override {
        JsonWriter json{indent_};
        json.begin_object();
        json.member("schema", std::string_view{"stratum.track/1"});
        path(json, file);
        json.member("status", std::string_view{"failed"});
        json.key("error");
        json.begin_object();
        json.member("code", name_of(error.code));
        Error flat = error;
        flat.hint.clear();
        json.member("message", flat.text());
        if (!error.hint.empty()) json.member("hint", error.hint);
        json.end_object();
        json.end_object();
        out_ << json.text() << '\n';
    }

  private:
    static void path(JsonWriter& json, const std::string& path) {
        json.member("path", path);
        // A name that is no text can not be given back by JSON's strings.
        if (!is_utf8(path)) json.member("path_base64", std::vector<std::uint8_t>(path.begin(), path.end()));
    }

    /// Which values a person set, and what was heard there.
    static void corrections(JsonWriter& json, const library::TrackView& track) {
        json.member("corrected", track.corrected);
        json.key("heard");
        json.begin_object();
        if (const auto& rhythm = track.heard.rhythm) {
            json.key("rhythm");
            json.begin_object();
            json.member("tempo", rhythm->tempo);
            json.member("metre", rhythm->metre);
            json.member("grid", rhythm->grid);
            json.end_object();
        }
        if (const auto& harmony = track.heard.harmony) {
            json.key("harmony");
            json.begin_object();
            json.member("key", harmony->key);
            if (!harmony->key_over_time.empty()) json.member("key_over_time", harmony->key_over_time);
            json.end_object();
        }
        json.end_object();
    }

    std::ostream& out_;
    Bulk bulk_;
    int indent_;
};

}  // namespace

void write_report(JsonWriter& json, const analysis::Report& report, Bulk bulk) {
    if (bulk == Bulk::include) return write_json(json, report);
    json.begin_object();
    BriefFields fields{json, ""};
    describe(fields, const_cast<analysis::Report&>(report));  // writers only look
    json.end_object();
}

std::unique_ptr<Output> make_json_output(std::ostream& out, Bulk bulk, int indent) {
    return std::make_unique<JsonOutput>(out, bulk, indent);
}

}  // namespace stratum::analyze
