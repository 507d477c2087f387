#include "smf_reader.hpp"

#include <algorithm>
#include <stdexcept>

namespace stratum::midi {
namespace {

class Cursor {
  public:
    explicit Cursor(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
    std::uint8_t byte() {
        if (at_ >= bytes_.size()) throw std::runtime_error("the bytes end too soon");
        return bytes_[at_++];
    }
    std::uint32_t number(int bytes) {
        std::uint32_t value = 0;
        while (bytes-- > 0) value = value << 8U | byte();
        return value;
    }
    std::uint32_t variable() {
        std::uint32_t value = 0;
        for (int i = 0; i < 4; ++i) {
            const std::uint8_t x = byte();
            value = value << 7U | (x & 0x7FU);
            if ((x & 0x80U) == 0) return value;
        }
        throw std::runtime_error("a number of more than four bytes");
    }
    std::string text(std::size_t length) {
        std::string out;
        while (length-- > 0) out += static_cast<char>(byte());
        return out;
    }
    [[nodiscard]] bool done() const { return at_ == bytes_.size(); }
    Cursor part(std::size_t length) {
        if (bytes_.size() - at_ < length) throw std::runtime_error("a chunk is cut off");
        at_ += length;
        return Cursor{bytes_.subspan(at_ - length, length)};
    }

  private:
    std::span<const std::uint8_t> bytes_;
    std::size_t at_ = 0;
};

void read_meta(Cursor& cursor, int tick, ReadSong& song, ReadTrack& track, bool& ended) {
    const int type = cursor.byte();
    const std::uint32_t length = cursor.variable();
    Cursor payload = cursor.part(length);
    switch (type) {
        case 0x03:
            track.name = payload.text(length);
            break;
        case 0x06:
            song.markers.emplace_back(tick, payload.text(length));
            break;
        case 0x2F:
            ended = true;
            break;
        case 0x51:
            song.tempi.emplace_back(tick, static_cast<int>(payload.number(3)));
            break;
        case 0x58: {
            song.metres.emplace_back(tick, payload.byte());
            if (payload.byte() != 2) throw std::runtime_error("a bar of other notes than quarters");
            break;
        }
        case 0x59: {
            const int byte = payload.byte();
            const int sharps = byte < 128 ? byte : byte - 256;
            song.keys.push_back({tick, {sharps, payload.byte()}});
            break;
        }
        default:
            throw std::runtime_error("a meta event that nobody wrote");
    }
}

void read_track(Cursor cursor, ReadSong& song) {
    ReadTrack track;
    std::map<std::pair<int, int>, ReadNote> open;
    int tick = 0;
    bool ended = false;
    while (!cursor.done()) {
        if (ended) throw std::runtime_error("events after the end of a track");
        tick += static_cast<int>(cursor.variable());
        const int status = cursor.byte();
        const int channel = status & 0x0F;
        if (status == 0xFF) {
            read_meta(cursor, tick, song, track, ended);
            continue;
        }
        switch (status & 0xF0) {
            case 0x90: {
                const int note = cursor.byte();
                const int velocity = cursor.byte();
                track.hanging += open.contains({channel, note}) ? 1 : 0;
                open[{channel, note}] = {.tick = tick, .channel = channel, .note = note, .velocity = velocity};
                break;
            }
            case 0x80: {
                const int note = cursor.byte();
                cursor.byte();
                const auto found = open.find({channel, note});
                if (found == open.end()) throw std::runtime_error("the end of a note that did not begin");
                ReadNote read = found->second;
                read.end = tick;  // in ticks, until the tempi are known
                track.notes.push_back(read);
                open.erase(found);
                break;
            }
            case 0xC0:
                track.programs.push_back(cursor.byte());
                break;
            case 0xE0: {
                const int low = cursor.byte();
                track.bends.emplace_back(tick, low | cursor.byte() << 7);
                break;
            }
            default:
                throw std::runtime_error("a status that nobody wrote");
        }
    }
    if (!ended) throw std::runtime_error("a track without an end");
    track.hanging += static_cast<int>(open.size());
    song.tracks.push_back(std::move(track));
}

}  // namespace

double ReadSong::seconds(int tick) const {
    double time = 0.0;
    int last = 0;
    int micros = 500'000;
    for (const auto& [at, tempo] : tempi) {
        if (at >= tick) break;
        time += (at - last) * (micros * 1e-6) / division;
        last = at;
        micros = tempo;
    }
    return time + (tick - last) * (micros * 1e-6) / division;
}

const ReadTrack& ReadSong::track(const std::string& name) const {
    for (const ReadTrack& track : tracks)
        if (track.name == name) return track;
    throw std::runtime_error("no track " + name);
}

ReadSong read_smf(std::span<const std::uint8_t> bytes) {
    ReadSong song;
    try {
        Cursor cursor{bytes};
        if (cursor.text(4) != "MThd" || cursor.number(4) != 6) throw std::runtime_error("no header");
        song.format = static_cast<int>(cursor.number(2));
        const std::uint32_t tracks = cursor.number(2);
        song.division = static_cast<int>(cursor.number(2));
        for (std::uint32_t i = 0; i < tracks; ++i) {
            if (cursor.text(4) != "MTrk") throw std::runtime_error("no track");
            const std::uint32_t length = cursor.number(4);
            read_track(cursor.part(length), song);
        }
        if (!cursor.done()) throw std::runtime_error("bytes are left over");
        song.whole = true;
    } catch (const std::runtime_error& fault) {
        song.fault = fault.what();
    }
    for (ReadTrack& track : song.tracks) {
        for (ReadNote& note : track.notes) {
            note.start = song.seconds(note.tick);
            note.end = song.seconds(static_cast<int>(note.end));
        }
        std::ranges::sort(track.notes, [](const ReadNote& a, const ReadNote& b) {
            return a.tick != b.tick ? a.tick < b.tick : a.note < b.note;
        });
    }
    return song;
}

}  // namespace stratum::midi
