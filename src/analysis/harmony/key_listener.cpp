#include "harmony/key_listener.hpp"

#include "stratum/nn/runtime.hpp"

#include <algorithm>
#include <string>

namespace stratum::analysis {
namespace {

constexpr std::size_t kPiece = 4096;  // Frames in one run: 25 minutes.
constexpr std::size_t kContext = 64;  // How far the network looks, in frames, rounded up; both are whole rows.

}  // namespace

std::vector<float> key_network_input(std::span<const ChromaFrame> frames) {
    std::vector<float> out;
    out.reserve(frames.size() * kKeyInputs);
    for (const ChromaFrame& frame : frames) {
        out.insert(out.end(), frame.treble.begin(), frame.treble.end());
        out.insert(out.end(), frame.bass.begin(), frame.bass.end());
        out.push_back(frame.weight);
    }
    return out;
}

std::optional<KeyRows::Answers> KeyRows::mean(std::span<const ChromaFrame> frames, std::size_t first,
                                              std::size_t last) const {
    std::array<double, kAnswers> sum{};
    std::size_t count = 0;
    for (std::size_t row = first / kFrames; row < std::min(last / kFrames, rows.size()); ++row) {
        const auto heard = frames.subspan(row * kFrames, kFrames);
        if (std::ranges::none_of(heard, [](const ChromaFrame& frame) { return frame.weight > 0.0F; })) continue;
        ++count;
        for (std::size_t k = 0; k < kAnswers; ++k) sum[k] += rows[row][k];
    }
    if (count == 0) return {};
    Answers out{};
    for (std::size_t k = 0; k < kAnswers; ++k) out[k] = static_cast<float>(sum[k] / static_cast<double>(count));
    return out;
}

Result<KeyRows> listen_for_keys(const nn::Network& network, std::span<const ChromaFrame> frames) {
    KeyRows out;
    const std::array<std::string, 1> names{"keys"};
    const std::size_t rows = frames.size() / KeyRows::kFrames;
    while (out.rows.size() < rows) {
        const std::size_t next = out.rows.size() * KeyRows::kFrames;
        const std::size_t from = next - std::min(next, kContext);
        const std::size_t to = std::min(frames.size(), next + kPiece + kContext);
        const std::vector<float> seen = key_network_input(frames.subspan(from, to - from));
        const std::array<std::int64_t, 3> shape{1, static_cast<std::int64_t>(to - from), kKeyInputs};
        STRATUM_TRY(const auto told, network.run("chroma", seen, shape, names));
        const std::vector<float>& values = told[0].values;
        if (values.size() != (to - from) / KeyRows::kFrames * KeyRows::kAnswers)
            return error(ErrorCode::internal, "the key network answered in another shape than it was asked for");
        const std::size_t skip = (next - from) / KeyRows::kFrames;
        const std::size_t count = std::min(rows - out.rows.size(), kPiece / KeyRows::kFrames);
        for (std::size_t row = skip; row < skip + count; ++row)
            std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(row * KeyRows::kAnswers), KeyRows::kAnswers,
                        out.rows.emplace_back().begin());
    }
    return out;
}

}  // namespace stratum::analysis
