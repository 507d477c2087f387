#include "fingerprint/words.hpp"

#include <cmath>

namespace stratum::analysis::fingerprint {
namespace {

constexpr std::int64_t kWindow = 16;
constexpr std::int64_t kRing = 2 * kWindow;

/// What is compared with what, in a rectangle of `width` rows (time) by `height` notes.
enum class Shape : std::uint8_t {
    all,           ///< Everything against nothing.
    notes_halves,  ///< The upper half of the notes against the lower.
    time_halves,   ///< The later half against the earlier.
    checker,       ///< Two opposite quarters against the two others.
    notes_thirds,  ///< The middle third of the notes against the outer ones.
    time_thirds,   ///< The middle third of the time against the outer ones.
};

struct Feature {
    Shape shape;
    int note;    ///< The lowest.
    int height;  ///< Notes.
    int width;   ///< Rows.
    std::array<double, 3> limits;
};

constexpr std::array<Feature, 16> kFeatures{{
    {Shape::all, 4, 3, 15, {1.98215, 2.35817, 2.63523}},
    {Shape::notes_thirds, 4, 6, 15, {-1.03809, -0.651211, -0.282167}},
    {Shape::notes_halves, 0, 4, 16, {-0.298702, 0.119262, 0.558497}},
    {Shape::checker, 8, 2, 12, {-0.105439, 0.0153946, 0.135898}},
    {Shape::checker, 4, 4, 8, {-0.142891, 0.0258736, 0.200632}},
    {Shape::notes_thirds, 0, 3, 5, {-0.826319, -0.590612, -0.368214}},
    {Shape::notes_halves, 2, 2, 9, {-0.557409, -0.233035, 0.0534525}},
    {Shape::time_halves, 7, 3, 4, {-0.0646826, 0.00620476, 0.0784847}},
    {Shape::time_halves, 6, 2, 16, {-0.192387, -0.029699, 0.215855}},
    {Shape::time_halves, 1, 3, 2, {-0.0397818, -0.00568076, 0.0292026}},
    {Shape::time_thirds, 10, 1, 15, {-0.53823, -0.369934, -0.190235}},
    {Shape::checker, 6, 2, 10, {-0.124877, 0.0296483, 0.139239}},
    {Shape::time_halves, 1, 1, 14, {-0.101475, 0.0225617, 0.231971}},
    {Shape::checker, 5, 6, 4, {-0.0799915, -0.00729616, 0.063262}},
    {Shape::notes_halves, 9, 2, 12, {-0.272556, 0.019424, 0.302559}},
    {Shape::checker, 4, 2, 14, {-0.164292, -0.0321188, 0.0846339}},
}};

/// The ranges from low to high, so numbered that neighbours differ in one bit.
constexpr std::array<std::uint32_t, 4> kGray{0, 1, 3, 2};

struct Compared {
    double plus = 0.0;
    double minus = 0.0;
};

/// `area(from_row, to_row, from_note, to_note)` sums a rectangle, ends excluded.
template <class Area>
Compared compare(const Feature& f, Area area) {
    const int low = f.note;
    const int high = f.note + f.height;
    const int mid = low + f.height / 2;
    const int third = f.height / 3;
    const int half_time = f.width / 2;
    const int third_time = f.width / 3;
    switch (f.shape) {
        case Shape::all:
            break;
        case Shape::notes_halves:
            return {area(0, f.width, mid, high), area(0, f.width, low, mid)};
        case Shape::time_halves:
            return {area(half_time, f.width, low, high), area(0, half_time, low, high)};
        case Shape::checker:
            return {area(0, half_time, mid, high) + area(half_time, f.width, low, mid),
                    area(0, half_time, low, mid) + area(half_time, f.width, mid, high)};
        case Shape::notes_thirds:
            return {area(0, f.width, low + third, low + 2 * third),
                    area(0, f.width, low, low + third) + area(0, f.width, low + 2 * third, high)};
        case Shape::time_thirds:
            return {area(third_time, 2 * third_time, low, high),
                    area(0, third_time, low, high) + area(2 * third_time, f.width, low, high)};
    }
    return {area(0, f.width, low, high), 0.0};
}

}  // namespace

WordReader::WordReader() : sums_(kRing, Sums{}) {}

void WordReader::push(const Chroma& row, std::vector<std::uint32_t>& words) {
    // Row r's sums lie at r + 1, so that the sums before the window always have a place of their own.
    const Sums& before = sums_[rows_ % kRing];
    Sums& now = sums_[++rows_ % kRing];
    double along = 0.0;
    for (std::size_t note = 0; note < row.size(); ++note) {
        along += row[note];
        now[note + 1] = before[note + 1] + along;
    }
    if (rows_ < kWindow) return;

    const std::int64_t start = rows_ - kWindow;
    const auto area = [&](int from_row, int to_row, int from_note, int to_note) {
        const Sums& upper = sums_[(start + from_row) % kRing];
        const Sums& lower = sums_[(start + to_row) % kRing];
        return lower[to_note] - upper[to_note] - lower[from_note] + upper[from_note];
    };
    std::uint32_t word = 0;
    for (const Feature& feature : kFeatures) {
        const Compared sums = compare(feature, area);
        const double value = std::log((1.0 + sums.plus) / (1.0 + sums.minus));
        const std::size_t range =
            (value >= feature.limits[0]) + (value >= feature.limits[1]) + (value >= feature.limits[2]);
        word = word << 2 | kGray[range];
    }
    words.push_back(word);
}

}  // namespace stratum::analysis::fingerprint
