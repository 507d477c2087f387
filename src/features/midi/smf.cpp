#include "smf.hpp"

#include "stratum/analysis/chord.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace stratum::midi {
namespace {

constexpr std::uint8_t kMeta = 0xFF;
constexpr std::int64_t kLongestDelta = 0x0FFFFFFF;

std::uint8_t byte(std::int64_t x) { return static_cast<std::uint8_t>(x & 0xFF); }
std::uint8_t channel_status(int kind, int channel) { return byte(kind | (channel & 0x0F)); }
std::uint8_t data(int x) { return static_cast<std::uint8_t>(std::clamp(x, 0, 127)); }

/// Seven bits a byte, the highest first; all but the last have the top bit set.
void add_variable(Bytes& out, std::int64_t value) {
    std::array<std::uint8_t, 5> groups{};
    std::size_t count = 0;
    do {
        groups[count++] = byte(value & 0x7F);
        value >>= 7;
    } while (value > 0 && count < groups.size());
    while (count-- > 0) out.push_back(count > 0 ? groups[count] | 0x80U : groups[0]);
}

void add_number(Bytes& out, std::int64_t value, int bytes) {
    while (bytes-- > 0) out.push_back(byte(value >> (8 * bytes)));
}

Event meta(std::int64_t tick, std::uint8_t type, std::span<const std::uint8_t> payload) {
    Event event{tick, {kMeta, type}};
    add_variable(event.message, static_cast<std::int64_t>(payload.size()));
    event.message.insert(event.message.end(), payload.begin(), payload.end());
    return event;
}

Event text(std::int64_t tick, std::uint8_t type, std::string_view words) {
    return meta(tick, type, std::vector<std::uint8_t>(words.begin(), words.end()));
}

/// What comes first on one tick: what is said of the song, ends of notes, settings, beginnings of notes.
int rank(const Event& event) {
    if (event.message.front() == kMeta) return 0;
    switch (event.message.front() & 0xF0) {
        case 0x80:
            return 1;
        case 0x90:
            return 3;
        default:
            return 2;
    }
}

/// Sharps (flats are negative) of the scale.
int accidentals(analysis::Key key) {
    // A minor key is written as the major key three semitones above.
    const int major = key.mode == analysis::Mode::minor ? (key.tonic + 3) % 12 : key.tonic;
    // Fifths above C, those beyond six as flats.
    const int fifths = major * 7 % 12;
    if (fifths < 6) return fifths;
    if (fifths > 6) return fifths - 12;
    return analysis::spelling_in(key) == analysis::Spelling::flats ? -6 : 6;
}

}  // namespace

Event note_on(std::int64_t tick, int channel, int note, int velocity) {
    return {tick, {channel_status(0x90, channel), data(note), data(std::max(1, velocity))}};
}
Event note_off(std::int64_t tick, int channel, int note) {
    return {tick, {channel_status(0x80, channel), data(note), 64}};
}
Event program_change(std::int64_t tick, int channel, int program) {
    return {tick, {channel_status(0xC0, channel), data(program)}};
}
Event pitch_bend(std::int64_t tick, int channel, double semitones) {
    const auto value = static_cast<int>(std::lround(8192.0 * (1.0 + std::clamp(semitones, -2.0, 2.0) / 2.0)));
    const int bend = std::min(value, 16383);
    return {tick, {channel_status(0xE0, channel), data(bend & 0x7F), data(bend >> 7)}};
}
Event tempo(std::int64_t tick, std::uint32_t microseconds) {
    const std::int64_t value = std::clamp<std::int64_t>(microseconds, 1, 0xFFFFFF);
    return meta(tick, 0x51, std::array{byte(value >> 16), byte(value >> 8), byte(value)});
}
Event time_signature(std::int64_t tick, int beats) {
    // Quarter notes (2 to the power of 2), a click on each (24 clocks), 8 thirty-seconds to a quarter.
    return meta(tick, 0x58, std::array<std::uint8_t, 4>{byte(std::clamp(beats, 1, 255)), 2, 24, 8});
}
Event key_signature(std::int64_t tick, analysis::Key key) {
    return meta(tick, 0x59, std::array{byte(accidentals(key)), byte(key.mode == analysis::Mode::minor ? 1 : 0)});
}
Event marker(std::int64_t tick, std::string_view words) { return text(tick, 0x06, words); }

Result<Bytes> write_smf(std::span<const Track> tracks) {
    Bytes out{'M', 'T', 'h', 'd'};
    add_number(out, 6, 4);
    add_number(out, 1, 2);
    add_number(out, static_cast<std::int64_t>(tracks.size()), 2);
    add_number(out, kTicksPerBeat, 2);
    for (const Track& track : tracks) {
        std::vector<const Event*> events;
        events.reserve(track.events.size());
        for (const Event& event : track.events) events.push_back(&event);
        std::ranges::sort(events, [](const Event* a, const Event* b) {
            // Of equals the one that was given first.
            return std::tuple{a->tick, rank(*a), a} < std::tuple{b->tick, rank(*b), b};
        });
        Bytes chunk;
        const auto add = [&](std::int64_t delta, std::span<const std::uint8_t> message) {
            add_variable(chunk, delta);
            chunk.insert(chunk.end(), message.begin(), message.end());
        };
        add(0, text(0, 0x03, track.name).message);
        std::int64_t now = 0;
        for (const Event* event : events) {
            const std::int64_t tick = std::max<std::int64_t>(0, event->tick);
            if (tick - now > kLongestDelta)
                return error(ErrorCode::invalid_argument,
                             "the track \"" + track.name + "\" has a rest that is too long for a MIDI file");
            add(tick - now, event->message);
            now = tick;
        }
        add(0, std::array<std::uint8_t, 3>{kMeta, 0x2F, 0});
        if (chunk.size() > 0xFFFFFFFFU)
            return error(ErrorCode::invalid_argument,
                         "the track \"" + track.name + "\" has more notes than a MIDI file holds");
        for (const char letter : {'M', 'T', 'r', 'k'}) out.push_back(static_cast<std::uint8_t>(letter));
        add_number(out, static_cast<std::int64_t>(chunk.size()), 4);
        out.insert(out.end(), chunk.begin(), chunk.end());
    }
    return out;
}

}  // namespace stratum::midi
