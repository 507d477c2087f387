#include "bench_set.hpp"

#include "random.hpp"
#include "stratum/base/text.hpp"
#include "synth/render.hpp"

#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

namespace stratum::composer {
namespace {

constexpr int kPiecesAStyle = 18;
constexpr std::uint64_t kSetSeed = 20261120;

std::string_view kind_of(const Style& style) {
    if (style.beats_per_bar == 0) return "beatless";
    switch (style.tempo) {
        case TempoKind::ramp:
            return "ramp";
        case TempoKind::jump:
            return "jump";
        case TempoKind::drift:
            return "drift";
        case TempoKind::constant:
            break;
    }
    return "constant";
}

TruthRow row_of(const BenchPiece& piece, AudioFormat format, double seconds) {
    return {piece.name,
            "audio/" + piece.name + "." + std::string{name_of(format)},
            std::string{piece.spec.style->name},
            std::string{name_of(piece.spec.split)},
            std::string{kind_of(*piece.spec.style)},
            seconds};
}

/// What the annotations say, as one text without touching the disk, in the order of `write_annotations`.
std::string annotation_text(const std::string& name, const Truth& truth) {
    std::string all;
    if (!truth.beats.empty()) all += "beats/" + name + ".beats\n" + times_text(truth.beats);
    if (!truth.downbeats.empty()) all += "beats/" + name + ".downbeats\n" + times_text(truth.downbeats);
    all += "chords/" + name + ".lab\n" + spans_text(truth.chords);
    all += "keys/" + name + ".lab\n" + spans_text(truth.keys);
    return all + "sections/" + name + ".lab\n" + spans_text(truth.sections);
}

/// The row without the audio's ending, so that the format does not change the checksum.
std::string truth_text(const BenchPiece& piece, const Score& score) {
    TruthRow row = row_of(piece, AudioFormat::wav, score.duration);
    row.audio = piece.name;
    return truth_line(row, score.truth) + annotation_text(piece.name, score.truth);
}

Result<void> make_piece(const std::string& folder, const BenchPiece& piece, AudioFormat format,
                        const Wavetables& tables) {
    const std::string receipt = folder + "/receipts/" + piece.name + ".txt";
    const TruthRow named = row_of(piece, format, 0.0);
    if (std::filesystem::exists(receipt) && std::filesystem::exists(folder + "/" + named.audio)) return {};
    const Score score = compose(piece.spec);
    const auto samples = render(piece.spec, score, draw_mix(piece.spec), tables);
    STRATUM_TRY_VOID(write_audio(folder + "/" + named.audio, samples, format));
    STRATUM_TRY_VOID(write_annotations(folder, piece.name, score.truth));
    // Written last: a piece without a receipt is made again.
    return write_text(receipt, truth_line(row_of(piece, format, score.duration), score.truth) +
                                   to_hex(sha256(std::span<const std::int16_t>{samples})) + " " +
                                   to_hex(sha256(truth_text(piece, score))) + "\n");
}

constexpr std::string_view kReadme =
    "A set of pieces composed by rule and rendered by Stratum, with exact truth. Made by 'stratum bench-set'; no "
    "recording\n"
    "or sample of anybody else is in it. truth.csv: one row a piece; beats, chords, keys and sections in the folders "
    "of\n"
    "these names, in seconds. split: tune may be looked at while developing; test is for reporting only. The two share "
    "no\n"
    "drum kit, patch, pattern or chord progression.\n";

}  // namespace

std::vector<BenchPiece> bench_pieces() {
    std::vector<BenchPiece> pieces;
    int number = 0;
    for (const Style& style : all_styles()) {
        for (int i = 0; i < kPiecesAStyle; ++i, ++number) {
            BenchPiece piece;
            piece.name = std::string{style.name} + "_" + (i < 9 ? "0" : "") + std::to_string(i + 1);
            Random random{seed_for(kSetSeed, static_cast<std::uint64_t>(number))};
            PieceSpec& spec = piece.spec;
            spec.style = &style;
            spec.seed = random.next();
            spec.split = i % 2 == 0 ? Split::tune : Split::test;
            // 7 and 12 have no common divisor: each style meets every tonic, each split too.
            spec.tonic = (7 * (i / 2) + number / kPiecesAStyle + (i % 2) * 5) % 12;
            spec.mode = random.chance(style.minor_share) ? Mode::minor : Mode::major;
            spec.seconds = random.chance(0.7) ? random.between(30.0, 70.0) : random.between(70.0, 118.0);
            pieces.push_back(std::move(piece));
        }
    }
    return pieces;
}

Result<int> make_bench_set(const std::string& folder, const BenchSetOptions& options, std::stop_token stop) {
    std::vector<BenchPiece> pieces = bench_pieces();
    if (options.style) {
        std::erase_if(pieces, [&](const BenchPiece& piece) { return piece.spec.style->name != *options.style; });
        if (pieces.empty()) return error(ErrorCode::invalid_argument, "no style is called " + *options.style);
    }
    if (options.limit && *options.limit < static_cast<int>(pieces.size())) {
        std::vector<BenchPiece> some;
        for (int i = 0; i < *options.limit; ++i)
            some.push_back(
                pieces[static_cast<std::size_t>(i) * pieces.size() / static_cast<std::size_t>(*options.limit)]);
        pieces = std::move(some);
    }
    for (const char* sub : {"/audio", "/receipts"}) STRATUM_TRY_VOID(make_folder(folder + sub));

    const Wavetables tables;
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    int done = 0;
    std::optional<Error> failed;
    const auto work = [&] {
        for (;;) {
            const std::size_t index = next.fetch_add(1);
            if (index >= pieces.size() || stop.stop_requested()) return;
            auto made = make_piece(folder, pieces[index], options.format, tables);
            const std::lock_guard lock{mutex};
            if (!made && !failed) failed = made.error();
            if (failed) return;
            ++done;
            if (options.progress) options.progress(done, static_cast<int>(pieces.size()));
        }
    };
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < options.jobs; ++i) threads.emplace_back(work);
    }
    if (failed) return *failed;
    if (stop.stop_requested()) return error(ErrorCode::cancelled, "stopped", "the same command goes on where it stood");

    std::string table = truth_header();
    for (const BenchPiece& piece : pieces) {
        STRATUM_TRY(const std::string receipt, read_text(folder + "/receipts/" + piece.name + ".txt"));
        table += receipt.substr(0, receipt.find('\n') + 1);
    }
    STRATUM_TRY_VOID(write_text(folder + "/truth.csv", table));
    STRATUM_TRY_VOID(write_text(folder + "/README.txt", kReadme));
    return static_cast<int>(pieces.size());
}

Result<std::string> verify_bench_set(const std::string& folder) {
    std::string all;
    int found = 0;
    const auto pieces = bench_pieces();
    for (const BenchPiece& piece : pieces) {
        const std::string place = folder + "/receipts/" + piece.name + ".txt";
        if (!std::filesystem::exists(place)) continue;
        ++found;
        STRATUM_TRY(const std::string receipt, read_text(place));
        const std::size_t line_end = receipt.find('\n');
        if (line_end == std::string::npos || receipt.size() != line_end + 131)
            return error(ErrorCode::corrupt, place + " is damaged", "delete it and run 'stratum bench-set' again");
        const std::string audio_hash = receipt.substr(line_end + 1, 64);
        STRATUM_TRY(const auto samples, read_audio(folder + "/" + receipt.substr(0, receipt.find(','))));
        if (to_hex(sha256(std::span<const std::int16_t>{samples})) != audio_hash)
            return error(ErrorCode::corrupt, "the audio of " + piece.name + " is not what was rendered",
                         "delete " + place + " and run 'stratum bench-set' again");
        const Score score = compose(piece.spec);
        if (to_hex(sha256(truth_text(piece, score))) != receipt.substr(line_end + 66, 64))
            return error(ErrorCode::corrupt, "the truth of " + piece.name + " is not what this version composes",
                         "make the set again with this version");
        STRATUM_TRY(const std::string beats, score.truth.beats.empty()
                                                 ? Result<std::string>{std::string{}}
                                                 : read_text(folder + "/beats/" + piece.name + ".beats"));
        if (beats != times_text(score.truth.beats))
            return error(ErrorCode::corrupt, "beats/" + piece.name + ".beats was changed",
                         "delete " + place + " and run 'stratum bench-set' again");
        all += piece.name + " " + receipt.substr(line_end + 1);
    }
    if (found == 0) return error(ErrorCode::not_found, folder + " holds no bench set");
    std::string checksum = to_hex(sha256(all));
    if (found == static_cast<int>(pieces.size()) && !kBenchSetChecksum.empty() && checksum != kBenchSetChecksum)
        return error(ErrorCode::corrupt,
                     "the set's checksum is " + checksum + " instead of " + std::string{kBenchSetChecksum},
                     "rendering differs from the frozen version " + std::to_string(kBenchSetVersion));
    return checksum;
}

std::string piece_hashes(const BenchPiece& piece) {
    const Wavetables tables;
    const Score score = compose(piece.spec);
    const auto samples = render(piece.spec, score, draw_mix(piece.spec), tables);
    return to_hex(sha256(std::span<const std::int16_t>{samples})) + " " + to_hex(sha256(truth_text(piece, score)));
}

}  // namespace stratum::composer
