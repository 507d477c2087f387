#include "stratum/analysis/tempo_prior.hpp"

#include "stratum/base/fold_case.hpp"
#include "stratum/base/text.hpp"

#include <array>
#include <vector>

namespace stratum::analysis {
namespace {

constexpr double kMostOdds = 1000.0;

/// " drum and bass ": words with a blank around each, so that a genre is a part of another one by whole words.
std::string words_of(std::string_view text) {
    std::string words = " ";
    std::string word;
    const auto end_word = [&] {
        if (word.empty()) return;
        words += (word == "n" ? "and" : word) + " ";
        word.clear();
    };
    for (const char c : fold_case(text)) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) >= 0x80);
        if (letter) {
            word += c;
            continue;
        }
        end_word();
        if (c == '&') words += "and ";
    }
    end_word();
    return words;
}

bool separates(char c) { return c == ';' || c == ',' || c == '/' || c == '|' || c == '\0' || c == '\n'; }

GenreTempo genre(std::string_view name, double slowest, double fastest) {
    return {std::string{name}, TempoRange{Bpm{slowest}, Bpm{fastest}}};
}

// Ranges as DJs count them, which is the grid that producers work in: dubstep is 140 with a snare on every third beat.
const std::array kKnownGenres{
    genre("dub", 60, 90),
    genre("reggae", 60, 90),
    genre("dancehall", 88, 110),
    genre("reggaeton", 80, 100),
    genre("moombahton", 105, 115),
    genre("hip hop", 60, 110),
    genre("hiphop", 60, 110),
    genre("boom bap", 80, 100),
    genre("rap", 60, 110),
    genre("trip hop", 60, 110),
    genre("downtempo", 60, 110),
    genre("trap", 130, 170),
    genre("dubstep", 135, 145),
    genre("brostep", 135, 150),
    genre("grime", 130, 145),
    genre("uk garage", 128, 138),
    genre("2 step", 128, 138),
    genre("speed garage", 128, 138),
    genre("disco", 105, 135),
    genre("nu disco", 105, 130),
    genre("house", 115, 132),
    genre("deep house", 115, 128),
    genre("tech house", 120, 135),
    genre("electro house", 123, 132),
    genre("progressive house", 120, 132),
    genre("hard house", 135, 155),
    genre("eurodance", 115, 150),
    genre("techno", 120, 150),
    genre("dub techno", 115, 135),
    genre("hard techno", 140, 165),
    genre("trance", 125, 150),
    genre("psytrance", 135, 150),
    genre("psy trance", 135, 150),
    genre("hardstyle", 145, 160),
    genre("breakbeat", 110, 150),
    genre("breaks", 110, 150),
    genre("big beat", 100, 140),
    genre("footwork", 150, 165),
    genre("juke", 150, 165),
    genre("jungle", 155, 180),
    genre("drum and bass", 160, 180),
    genre("d and b", 160, 180),
    genre("dnb", 160, 180),
    genre("drumandbass", 160, 180),
    genre("neurofunk", 165, 180),
    genre("happy hardcore", 160, 190),
    genre("gabber", 160, 200),
};

}  // namespace

Result<void> check(const TempoPrior& prior) {
    STRATUM_TRY_VOID(check(prior.likely));
    if (prior.odds >= 1.0 && prior.odds <= kMostOdds) return {};
    return error(ErrorCode::invalid_argument, "the odds of a likely tempo are from 1 to 1000");
}

namespace {

/// `words`: of each genre, as `words_of` gives them without the blanks around.
template <class Words>
const GenreTempo* find(std::string_view tag, std::span<const GenreTempo> genres, Words words) {
    for (std::size_t begin = 0; begin <= tag.size();) {
        std::size_t end = begin;
        while (end < tag.size() && !separates(tag[end])) ++end;
        const std::string named = words_of(tag.substr(begin, end - begin));
        std::size_t longest = 0;  // A name without letters fits nothing.
        const GenreTempo* best = nullptr;
        for (std::size_t i = 0; i < genres.size(); ++i) {
            const std::string_view name = words(i);
            if (name.size() <= longest) continue;
            for (auto at = named.find(name); at != std::string::npos; at = named.find(name, at + 1)) {
                if (named[at - 1] != ' ' || named[at + name.size()] != ' ') continue;
                longest = name.size();
                best = &genres[i];
                break;
            }
        }
        if (best != nullptr) return best;
        begin = end + 1;
    }
    return nullptr;
}

}  // namespace

const GenreTempo* find_genre(std::string_view tag, std::span<const GenreTempo> genres) {
    std::vector<std::string> words;
    for (const GenreTempo& one : genres) words.emplace_back(trim(words_of(one.genre)));
    return find(tag, genres, [&](std::size_t i) -> std::string_view { return words[i]; });
}

std::span<const GenreTempo> known_genres() { return kKnownGenres; }

std::optional<TempoPrior> known_prior(std::string_view tag) {
    // These are words already, and asked for every file of a library.
    const GenreTempo* found =
        find(tag, kKnownGenres, [](std::size_t i) -> std::string_view { return kKnownGenres[i].genre; });
    if (found == nullptr || !found->likely) return {};
    return TempoPrior{*found->likely, kKnownGenreOdds, "genre " + found->genre + ", as commonly known"};
}

}  // namespace stratum::analysis
