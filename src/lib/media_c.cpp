#include "guard.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"
#include "stratum/media/decoder.hpp"
#include "stratum/media/tags.hpp"

#include <algorithm>
#include <stratum-media.h>
#include <vector>

using namespace stratum;
using namespace stratum::capi;

/// The file stays open as long as the decoder that reads from it, and is closed after it.
struct stratum_decoder {
    media::OpenFile file;
    media::Decoder decoder;
};

namespace {

constexpr std::size_t kFramesAtOnce = 16384;

Result<std::unique_ptr<stratum_decoder>> open_decoder(const char* path) {
    if (path == nullptr) return null_argument("path");
    STRATUM_TRY(auto file, media::OpenFile::open(path));
    STRATUM_TRY(auto decoder, media::Decoder::open(file.source()));
    return std::make_unique<stratum_decoder>(stratum_decoder{std::move(file), std::move(decoder)});
}

Result<analysis::Report> analyse_file(const char* path, const stratum_options* options) {
    STRATUM_TRY(const auto wanted, options_from(options));
    STRATUM_TRY(const auto opened, open_decoder(path));
    const media::MediaInfo info = opened->decoder.info();
    STRATUM_TRY(auto analyzer, analysis::Analyzer::create(info.rate, info.channels, wanted));
    const auto channels = static_cast<std::size_t>(info.channels);
    std::vector<float> block(kFramesAtOnce * channels);
    for (;;) {
        STRATUM_TRY(const std::size_t frames, opened->decoder.read(block));
        if (frames == 0) break;
        STRATUM_TRY_VOID(analyzer.push(std::span{block}.first(frames * channels)));
    }
    return analyzer.finish();
}

template <std::size_t N>
void copy_text(const std::string& from, char (&to)[N]) {
    const std::size_t size = std::min(from.size(), N - 1);
    std::memcpy(to, from.data(), size);
    to[size] = '\0';
}

}  // namespace

stratum_code stratum_analyze_file(const char* path, const stratum_options* options, stratum_report** report,
                                  stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (report == nullptr) return null_argument("report");
        STRATUM_TRY(auto made, analyse_file(path, options));
        *report = new stratum_report{std::move(made)};
        return {};
    });
}

stratum_code stratum_decoder_open(const char* path, stratum_decoder** decoder, stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (decoder == nullptr) return null_argument("decoder");
        STRATUM_TRY(auto opened, open_decoder(path));
        *decoder = opened.release();
        return {};
    });
}

void stratum_decoder_free(stratum_decoder* decoder) { delete decoder; }

int32_t stratum_decoder_info(const stratum_decoder* decoder, stratum_media_info* out) {
    if (decoder == nullptr || !sized(out)) return 0;
    const media::MediaInfo& info = decoder->decoder.info();
    stratum_media_info filled{0,
                              info.rate.value(),
                              info.channels,
                              info.bits_per_sample.value_or(0),
                              info.lossless ? 1 : 0,
                              info.bit_rate.value_or(-1),
                              info.frames.value_or(-1),
                              info.encoder_delay,
                              info.padding,
                              {},
                              {}};
    copy_text(info.container, filled.container);
    copy_text(info.codec, filled.codec);
    hand_out(out, filled);
    return 1;
}

stratum_code stratum_decoder_read(stratum_decoder* decoder, float* interleaved, size_t frames, size_t* done,
                                  stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (decoder == nullptr) return null_argument("decoder");
        if (done == nullptr) return null_argument("done");
        if (interleaved == nullptr && frames > 0) return null_argument("interleaved");
        const auto channels = static_cast<std::size_t>(decoder->decoder.info().channels);
        if (frames > PTRDIFF_MAX / sizeof(float) / channels)
            return error(ErrorCode::invalid_argument, "no memory holds that many frames");
        if (frames == 0) return *done = 0, Result<void>{};
        STRATUM_TRY(*done, decoder->decoder.read({interleaved, frames * channels}));
        return {};
    });
}

const char* stratum_decoder_warning(const stratum_decoder* decoder) {
    return decoder == nullptr ? "" : decoder->decoder.warning().c_str();
}

stratum_code stratum_decoder_content_id(stratum_decoder* decoder, char hex[65], stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (decoder == nullptr) return null_argument("decoder");
        if (hex == nullptr) return null_argument("hex");
        STRATUM_TRY(const auto id, decoder->decoder.content_id());
        const std::string text = to_hex(id);
        std::memcpy(hex, text.c_str(), text.size() + 1);
        return {};
    });
}

stratum_code stratum_tags_json(const char* path, char** text, size_t* size, stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (path == nullptr) return null_argument("path");
        if (text == nullptr) return null_argument("text");
        STRATUM_TRY(auto file, media::OpenFile::open(path));
        STRATUM_TRY(const auto tags, media::read_tags(file.source()));
        const std::string json = to_json(tags);
        *text = copy_for_caller(json.data(), json.size());
        if (size != nullptr) *size = json.size();
        return {};
    });
}
