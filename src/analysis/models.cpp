#include "models.hpp"

// The assembler puts the files into the library: it opens none when it runs.
asm(R"(
.section .rodata
.balign 16
.local stratum_model_beats
stratum_model_beats:
.incbin ")" STRATUM_MODELS R"(/beats.onnx"
.local stratum_model_beats_end
stratum_model_beats_end:
.byte 0
.balign 16
.local stratum_model_key
stratum_model_key:
.incbin ")" STRATUM_MODELS R"(/key.onnx"
.local stratum_model_key_end
stratum_model_key_end:
.byte 0
.balign 16
.local stratum_model_drums
stratum_model_drums:
.incbin ")" STRATUM_MODELS R"(/drums.onnx"
.local stratum_model_drums_end
stratum_model_drums_end:
.byte 0
.balign 16
.local stratum_model_vocals
stratum_model_vocals:
.incbin ")" STRATUM_MODELS R"(/vocals.onnx"
.local stratum_model_vocals_end
stratum_model_vocals_end:
.byte 0
.previous
)");

// NOLINTBEGIN(readability-identifier-naming): the assembler's names.
extern "C" {
extern const std::uint8_t stratum_model_beats[];
extern const std::uint8_t stratum_model_beats_end[];
extern const std::uint8_t stratum_model_key[];
extern const std::uint8_t stratum_model_key_end[];
extern const std::uint8_t stratum_model_drums[];
extern const std::uint8_t stratum_model_drums_end[];
extern const std::uint8_t stratum_model_vocals[];
extern const std::uint8_t stratum_model_vocals_end[];
}
// NOLINTEND(readability-identifier-naming)

namespace stratum::analysis::models {

std::span<const std::uint8_t> beats() { return {stratum_model_beats, stratum_model_beats_end}; }
std::string_view beats_name() { return "beats " STRATUM_BEATS_HASH; }
std::span<const std::uint8_t> key() { return {stratum_model_key, stratum_model_key_end}; }
std::string_view key_name() { return "key " STRATUM_KEY_HASH; }

std::span<const std::uint8_t> drums() { return {stratum_model_drums, stratum_model_drums_end}; }
std::string_view drums_name() { return "drums " STRATUM_DRUMS_HASH; }

std::span<const std::uint8_t> vocals() { return {stratum_model_vocals, stratum_model_vocals_end}; }
std::string_view vocals_name() { return "vocals " STRATUM_VOCALS_HASH; }

}  // namespace stratum::analysis::models
