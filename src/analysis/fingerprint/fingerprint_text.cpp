#include "stratum/analysis/fingerprint.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

/// The compressed form: one byte for the algorithm, three for the number of words, then for every word the places of
/// the bits in which it differs from the word before, as steps of three bits from one to the next (0 ends the word); a
/// step of 7 or more is a 7, and what goes beyond follows after all steps in numbers of five bits.
namespace stratum::analysis {
namespace {

constexpr std::uint8_t kAlgorithm = 1;
constexpr unsigned kLongStep = 7;
constexpr std::size_t kMostWords = (1U << 24) - 1;

/// Packs small numbers, lowest bit first; the last byte is written when the writer goes.
class BitWriter {
  public:
    explicit BitWriter(std::vector<std::uint8_t>& out) : out_(out) {}
    ~BitWriter() {
        if (used_ > 0) out_.push_back(static_cast<std::uint8_t>(held_));
    }
    void put(unsigned value, unsigned bits) {
        held_ |= value << used_;
        for (used_ += bits; used_ >= 8; used_ -= 8, held_ >>= 8) out_.push_back(static_cast<std::uint8_t>(held_));
    }

  private:
    std::vector<std::uint8_t>& out_;
    unsigned held_ = 0;
    unsigned used_ = 0;
};

class BitReader {
  public:
    explicit BitReader(std::span<const std::uint8_t> data) : data_(data) {}
    /// False when less than `bits` are left.
    bool get(unsigned bits, unsigned& value) {
        while (used_ < bits) {
            if (at_ == data_.size()) return false;
            held_ |= static_cast<unsigned>(data_[at_++]) << used_;
            used_ += 8;
        }
        value = held_ & ((1U << bits) - 1);
        held_ >>= bits;
        used_ -= bits;
        return true;
    }
    /// What lies behind the byte that was begun last.
    [[nodiscard]] std::span<const std::uint8_t> rest() const { return data_.subspan(at_); }

  private:
    std::span<const std::uint8_t> data_;
    std::size_t at_ = 0;
    unsigned held_ = 0;
    unsigned used_ = 0;
};

Error broken(std::string what) {
    return error(ErrorCode::corrupt, "the fingerprint " + std::move(what), "take it from fpcalc or stratum again");
}

}  // namespace

std::string compress_fingerprint(std::span<const std::uint32_t> words) {
    words = words.first(std::min(words.size(), kMostWords));
    std::vector<std::uint8_t> steps;
    std::uint32_t before = 0;
    for (const std::uint32_t word : words) {
        unsigned last = 0;
        for (unsigned bit = 1; bit <= 32; ++bit) {
            if (((word ^ before) >> (bit - 1) & 1U) == 0) continue;
            steps.push_back(static_cast<std::uint8_t>(bit - last));
            last = bit;
        }
        steps.push_back(0);
        before = word;
    }
    const std::size_t count = words.size();
    std::vector<std::uint8_t> out{kAlgorithm, static_cast<std::uint8_t>(count >> 16),
                                  static_cast<std::uint8_t>(count >> 8), static_cast<std::uint8_t>(count)};
    {
        BitWriter writer{out};
        for (const unsigned step : steps) writer.put(std::min(step, kLongStep), 3);
    }
    {
        BitWriter writer{out};
        for (const unsigned step : steps)
            if (step >= kLongStep) writer.put(step - kLongStep, 5);
    }
    return to_base64({out.data(), out.size()}, Base64::url);
}

Result<std::vector<std::uint32_t>> decompress_fingerprint(std::string_view text) {
    const auto data = from_base64(text);
    if (!data) return broken("is no base64 text");
    if (data->size() < 4) return broken("ends before its first word");
    if ((*data)[0] != kAlgorithm)
        return error(ErrorCode::unsupported, "the fingerprint is of algorithm " + std::to_string((*data)[0] + 1) +
                                                 " of fpcalc; only number 2, its default, can be compared");
    const std::size_t count = static_cast<std::size_t>((*data)[1]) << 16 | (*data)[2] << 8 | (*data)[3];
    const auto body = std::span{*data}.subspan(4);
    // Every word takes at least three bits, which bounds what a forged count can make us allocate.
    if (count * 3 > body.size() * 8) return broken("is cut off");

    std::vector<std::uint8_t> steps;
    steps.reserve(body.size() * 8 / 3);
    BitReader reader{body};
    for (std::size_t ended = 0; ended < count;) {
        unsigned step = 0;
        if (!reader.get(3, step)) return broken("is cut off");
        steps.push_back(static_cast<std::uint8_t>(step));
        if (step == 0) ++ended;
    }
    BitReader long_steps{reader.rest()};
    std::vector<std::uint32_t> words;
    words.reserve(count);
    std::uint32_t word = 0;
    unsigned bit = 0;
    for (const unsigned step : steps) {
        if (step == 0) {
            words.push_back(word);
            bit = 0;
            continue;
        }
        unsigned beyond = 0;
        if (step == kLongStep && !long_steps.get(5, beyond)) return broken("is cut off");
        bit += step + beyond;
        if (bit > 32) return broken("names a bit that a word does not have");
        word ^= 1U << (bit - 1);
    }
    return words;
}

}  // namespace stratum::analysis
