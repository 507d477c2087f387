#include "pitch_output.hpp"

#include "stratum/base/json_writer.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace stratum::pitch {
namespace {

template <class... Values>
std::string format(const char* pattern, Values... values) {
    std::array<char, 160> line{};
    const int size = std::snprintf(line.data(), line.size(), pattern, values...);
    return {line.data(), static_cast<std::size_t>(std::max(0, size))};
}

}  // namespace

std::string name_of_pitch(double midi) {
    static constexpr std::array kNames{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
    const long nearest = std::lround(midi);
    const long octave = (nearest >= 0 ? nearest / 12 : (nearest - 11) / 12) - 1;
    const auto cents = static_cast<int>(std::lround(100.0 * (midi - static_cast<double>(nearest))));
    return format("%s%ld %+d", kNames[static_cast<std::size_t>((nearest % 12 + 12) % 12)], octave, cents);
}

void print_notes(std::ostream& out, std::span<const analysis::Note> notes) {
    if (notes.empty()) {
        out << "no notes heard\n";
        return;
    }
    out << "   start      end  pitch         Hz  sure\n";
    for (const analysis::Note& note : notes)
        out << format("%8.3f %8.3f  %-8s %7.1f  %3d %%\n", note.start.value(), note.end.value(),
                      name_of_pitch(note.pitch).c_str(), 440.0 * std::exp2((note.pitch - 69.0) / 12.0),
                      static_cast<int>(std::lround(100.0 * static_cast<double>(note.confidence))));
}

void print_curve(std::ostream& out, const analysis::PitchCurve& curve) {
    out << "time,hertz,confidence,voiced\n";
    for (std::size_t n = 0; n < curve.size(); ++n)
        out << format("%.4f,%.2f,%.3f,%d\n", curve.time(n).value(), static_cast<double>(curve.hertz[n]),
                      static_cast<double>(curve.confidence[n]), curve.voiced(n) ? 1 : 0);
}

void print_json(std::ostream& out, std::string_view path, const analysis::PitchCurve& curve,
                std::span<const analysis::Note> notes) {
    JsonWriter json{0};
    json.begin_object();
    json.member("schema", std::string_view{"stratum.pitch/1"});
    json.member("path", path);
    json.member("notes", std::vector<analysis::Note>(notes.begin(), notes.end()));
    json.member("hop", curve.hop);
    // What a program draws or sings along to: nothing where nothing is sung.
    std::vector<std::optional<double>> hertz(curve.size());
    std::vector<double> confidence(curve.size());
    for (std::size_t n = 0; n < curve.size(); ++n) {
        if (curve.voiced(n)) hertz[n] = std::round(static_cast<double>(curve.hertz[n]) * 100.0) / 100.0;
        confidence[n] = std::round(static_cast<double>(curve.confidence[n]) * 1000.0) / 1000.0;
    }
    json.member("hertz", hertz);
    json.member("confidence", confidence);
    json.end_object();
    out << json.text() << '\n';
}

}  // namespace stratum::pitch
