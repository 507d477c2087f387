#pragma once

/// Made-up tracks for tests and benchmarks of lists: only their summaries, straight into the database.

#include "stratum/library/tracks.hpp"
#include "summary_rows.hpp"
#include "summary_writer.hpp"

#include <array>
#include <random>
#include <string>
#include <vector>

namespace stratum::library {

/// Words as titles have them: few are in many titles, most in few.
inline std::string sample_word(std::mt19937_64& random) {
    constexpr std::array<std::string_view, 24> kSyllables{"la",  "mo", "ri", "ne", "ta",  "ko", "su",  "vi",
                                                          "dra", "lo", "be", "nu", "sha", "ti", "gre", "po",
                                                          "we",  "ja", "fi", "zu", "cor", "ul", "ey",  "ma"};
    const double chance = std::uniform_real_distribution{0.0, 1.0}(random);
    // The n-th commonest of 20,000 words is n times as rare as the first: Zipf.
    auto n = static_cast<std::uint64_t>(std::pow(20'000.0, chance));
    std::string word;
    do {
        word += kSyllables[n % kSyllables.size()];
        n = n / kSyllables.size();
    } while (n > 0);
    return word.size() < 4 ? word + "na" : word;
}

inline std::string sample_words(std::mt19937_64& random, int least, int most) {
    std::string words;
    for (int i = std::uniform_int_distribution{least, most}(random); i > 0; --i)
        words += (words.empty() ? "" : " ") + sample_word(random);
    return words;
}

inline TrackSummary sample_summary(std::mt19937_64& random, const Uuid& id, Timestamp added_at) {
    constexpr std::array<std::string_view, 12> kGenres{"House", "Techno", "Drum & Bass", "Ambient",
                                                       "Rock",  "Pop",    "Jazz",        "Hip-Hop",
                                                       "Soul",  "Dub",    "Trance",      "Électro"};
    const auto chance = [&] { return std::uniform_real_distribution{0.0, 1.0}(random); };
    const auto among = [&](std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution{least, most}(random);
    };
    TrackSummary one;
    one.id = id;
    one.title = sample_words(random, 1, 5);
    if (chance() < 0.97) one.artist = sample_words(random, 1, 2);
    if (chance() < 0.8) one.album = sample_words(random, 1, 3);
    if (chance() < 0.9) one.genre = std::string{kGenres[static_cast<std::size_t>(among(0, 11))]};
    if (chance() < 0.8) one.year = among(1960, 2026);
    if (chance() < 0.2) one.rating = among(0, 5);
    one.file_name = *one.title + ".mp3";
    one.duration = Seconds{static_cast<double>(among(90'000, 600'000)) / 1000.0};
    if (chance() < 0.95) {
        one.bpm = Bpm{static_cast<double>(among(7000, 18000)) / 100.0};
        one.bpm_confidence = static_cast<double>(among(0, 100)) / 100.0;
        one.beats_confidence = static_cast<double>(among(0, 100)) / 100.0;
        one.key = key_at(among(0, 23));
        one.key_confidence = static_cast<double>(among(0, 100)) / 100.0;
        one.energy = among(1, 10);
        one.lufs = Lufs{-static_cast<double>(among(500, 2000)) / 100.0};
        one.doubt = 1.0 - std::min({*one.bpm_confidence, *one.beats_confidence, *one.key_confidence});
        one.analysis = AnalysisState::done;
    }
    one.added_at = added_at;
    one.updated_at = added_at;
    return one;
}

/// `count` tracks, added one every ten seconds until `last`.
inline Result<std::vector<SummaryRow>> add_sample_summaries(store::Database& database, const Uuid& workspace,
                                                            std::size_t count, Timestamp last, std::uint64_t seed = 1) {
    std::mt19937_64 random{seed};
    std::vector<SummaryRow> rows;
    for (std::size_t done = 0; done < count;) {
        STRATUM_TRY(auto transaction, store::Transaction::begin(database));
        for (std::size_t i = 0; i < 5000 && done < count; ++i, ++done) {
            const Timestamp at{last.milliseconds - static_cast<std::int64_t>(count - done) * 10'000};
            Uuid id;
            for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random());
            SummaryRow row{.number = number_for(id, at),
                           .made_with = SummaryWriter::made_with(),
                           .path_key = "",
                           .summary = sample_summary(random, id, at)};
            STRATUM_TRY_VOID(database.execute("INSERT INTO tracks (workspace_id, id, created_at) VALUES ($1, $2, $3)",
                                              {workspace.bytes, id.bytes, at.milliseconds}));
            STRATUM_TRY_VOID(write_summary(database, workspace, row));
            rows.push_back(std::move(row));
        }
        STRATUM_TRY_VOID(transaction.commit());
    }
    return rows;
}

}  // namespace stratum::library
