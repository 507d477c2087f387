#pragma once

#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace stratum::training {

/// What the key network sees of a recording: rows of 25 values (see harmony/key_listener.hpp).
class ChromaRecorder {
  public:
    ChromaRecorder(SampleRate rate, int channels);
    ~ChromaRecorder();
    ChromaRecorder(const ChromaRecorder&) = delete;
    ChromaRecorder& operator=(const ChromaRecorder&) = delete;
    void push(std::span<const float> interleaved);
    /// Little-endian floats.
    [[nodiscard]] std::vector<std::uint8_t> finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Decodes `audio` and writes its chroma. Errors: those of the decoder, `io`.
Result<void> chroma_of_file(const std::string& audio, const std::string& chroma);

}  // namespace stratum::training
