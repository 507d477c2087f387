#include "byte_range.hpp"
#include "routes.hpp"
#include "sound.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/platform/answers.hpp"
#include "stratum/platform/download.hpp"
#include "transcoding.hpp"

#include <algorithm>
#include <array>

namespace stratum::audio {
namespace {

using platform::Answer;
using platform::Call;

std::string type_of(std::string_view container) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kTypes{{{"mp3", "audio/mpeg"},
                                                                                   {"flac", "audio/flac"},
                                                                                   {"wav", "audio/wav"},
                                                                                   {"aiff", "audio/aiff"},
                                                                                   {"ogg", "audio/ogg"},
                                                                                   {"mp4", "audio/mp4"},
                                                                                   {"matroska", "audio/webm"},
                                                                                   {"asf", "audio/x-ms-wma"},
                                                                                   {"adts", "audio/aac"}}};
    const auto type = find_name(kTypes, container);
    return std::string{type.empty() ? "application/octet-stream" : type};
}

std::string_view container_of(media::StreamFormat format) {
    return format == media::StreamFormat::opus ? "ogg" : media::name_of(format);
}

/// What is asked for beside the file as it is; nothing when that is it.
Result<std::optional<media::TranscodeRequest>> wish_of(const Call& call) {
    const auto name = platform::text_parameter(call, "format");
    STRATUM_TRY(const auto bit_rate, platform::integer_parameter(call, "bit_rate", 32'000, 320'000));
    STRATUM_TRY(const auto from, platform::number_parameter(call, "from", 0.0, 1'000'000.0));
    if (!name) {
        if (bit_rate || from)
            return error(ErrorCode::invalid_argument, "the parameters bit_rate and from go with format",
                         "ask for a format, or for ranges of the file as it is");
        return std::optional<media::TranscodeRequest>{};
    }
    media::TranscodeRequest wish{.bit_rate = bit_rate, .from = Seconds{from.value_or(0.0)}};
    if (!media::from_name(*name, wish.format))
        return error(ErrorCode::invalid_argument, "the parameter format must be mp3, opus or wav");
    return std::optional{wish};
}

int most_at_once(const platform::Services& services) {
    const auto number = parse_integer(services.setting("audio.transcodes").value_or("2"));
    return static_cast<int>(std::clamp<std::int64_t>(number.value_or(2), 0, 64));
}

/// In place of sound that nobody is going to hear.
class Unmade final : public net::BodySource {
  public:
    Result<std::size_t> read(std::span<char>) override { return std::size_t{0}; }
};

Answer transcode(const Call& call, const Sound& sound, const media::TranscodeRequest& wish, bool download, Gate& gate) {
    const auto& can = call.services.transcoding;
    const std::string_view format = media::name_of(wish.format);
    if (std::ranges::find(can, format) == can.end())
        return platform::problem(415, "unsupported", "this server can not make " + std::string{format},
                                 can.empty() ? "ask without format for the file as it is" : "ask for " + can.front());
    const auto& media = sound.file.media;
    if (media.frames && media.rate.value() > 0 && wish.from >= duration_of(*media.frames, media.rate) &&
        wish.from > Seconds{0.0})
        return error(ErrorCode::invalid_argument, "the parameter from lies behind the end of the track");
    // Two runs need not give the same bytes, only the same sound.
    const std::string etag = "W/\"" + to_hex(sound.file.file.content).substr(0, 32) + "-" + std::string{format} + "-" +
                             std::to_string(wish.bit_rate.value_or(0)) + "-" + format_fixed(wish.from.value(), 3) +
                             "\"";
    if (auto same = platform::unchanged(call, etag.substr(2))) return std::move(*same);
    net::Response response{.headers = {{"Content-Type", type_of(container_of(wish.format))},
                                       {"Accept-Ranges", "none"},
                                       {"ETag", etag},
                                       {"Cache-Control", "private, max-age=3600"}}};
    if (download) {
        const std::string stem = sound.name.substr(0, sound.name.rfind('.'));
        platform::save_as(response, stem + "." + std::string{format});
    }
    if (call.request.method == net::Method::head) {  // How long it would get is not known before it is made.
        response.body = std::make_unique<Unmade>();
        return response;
    }
    auto ticket = gate.enter(most_at_once(call.services));
    if (ticket == nullptr) {
        auto busy = platform::problem(503, "busy", "as many listeners as this server transcodes for are listening",
                                      "try again in a moment, or ask without format for the file as it is");
        busy.headers.set("Retry-After", "5");
        return busy;
    }
    STRATUM_TRY(auto opened, open_sound(call.services, sound));
    STRATUM_TRY(auto source, transcoded(std::move(opened), wish, std::move(ticket)));
    response.body = std::move(source);
    return response;
}

Answer as_it_is(const Call& call, const Sound& sound, bool download) {
    const std::string etag = "\"" + to_hex(sound.file.file.content).substr(0, 32) + "-" + std::to_string(sound.size) +
                             "-" + std::to_string(sound.file.file.stat.modified_ns) + "\"";
    if (auto same = platform::unchanged(call, etag)) return std::move(*same);
    net::Response response{.headers = {{"Content-Type", type_of(sound.file.media.container)},
                                       {"Accept-Ranges", "bytes"},
                                       {"ETag", etag},
                                       {"Cache-Control", "private, max-age=3600"}}};
    if (download) platform::save_as(response, sound.name);
    const std::string_view if_range = call.request.headers.get("If-Range");
    const std::string_view wanted =
        if_range.empty() || if_range == etag ? call.request.headers.get("Range") : std::string_view{};
    const auto [satisfiable, range] = parse_range(wanted, sound.size);
    if (!satisfiable) {
        auto wrong = platform::problem(416, "range_not_satisfiable", "the range lies outside of the file");
        wrong.headers.set("Content-Range", "bytes */" + std::to_string(sound.size));
        return wrong;
    }
    const ByteRange part = range.value_or(ByteRange{0, sound.size});
    if (range) {
        response.status = 206;
        response.headers.set("Content-Range", "bytes " + std::to_string(part.offset) + "-" +
                                                  std::to_string(part.offset + part.length - 1) + "/" +
                                                  std::to_string(sound.size));
    }
    STRATUM_TRY(response.body, part_of(call.services, sound, part.offset, part.length));
    response.length = part.length;
    return response;
}

Answer sound(Call& call, Gate& gate) {
    STRATUM_TRY(const Uuid track, platform::id_in_path(call));
    STRATUM_TRY(const bool download, platform::flag_parameter(call, "download"));
    STRATUM_TRY(const auto wish, wish_of(call));
    STRATUM_TRY(const auto sound, find_sound(call.services, call.workspace, track));
    return wish ? transcode(call, sound, *wish, download, gate) : as_it_is(call, sound, download);
}

}  // namespace

std::vector<platform::Route> sound_routes() {
    return {{.method = net::Method::get,
             .path = "/api/v1/tracks/{id}/audio",
             .permission = "audio.read",
             .query = {{"format"}, {"bit_rate"}, {"from"}, {"download"}, {"workspace"}},
             .handle = [gate = std::make_shared<Gate>()](Call& call) { return sound(call, *gate); }}};
}

}  // namespace stratum::audio
