#include "harmony/key_listener.hpp"

namespace stratum::analysis {

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

}  // namespace stratum::analysis
