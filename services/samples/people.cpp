// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/samples/people.h"

#include "services/samples/random.h"
#include <array>

namespace arborist::samples {
namespace {

constexpr std::array<const char *, 40> kFirstNames = {
    "Ada",    "Milan",  "Noor",   "Tomas", "Ines",  "Jonas",  "Priya",  "Levi",
    "Mara",   "Oskar",  "Yuki",   "Elena", "Samir", "Greta",  "Hugo",   "Aisha",
    "Pavel",  "Chloe",  "Diego",  "Freya", "Kwame", "Linnea", "Marco",  "Nadia",
    "Owen",   "Petra",  "Rafael", "Sofie", "Tariq", "Ursula", "Viktor", "Wanda",
    "Xavier", "Yasmin", "Zoltan", "Bruno", "Carla", "Dario",  "Esther", "Finn"};
constexpr std::array<const char *, 50> kLastNames = {
    "Holm",    "Okafor", "Neri",   "Vale",    "Toprak",  "Lindqvist", "Moreau", "Costa",
    "Haddad",  "Novak",  "Brandt", "Iversen", "Kaya",    "Silva",     "Petrov", "Marsh",
    "Dubois",  "Tanaka", "Rossi",  "Weiss",   "Adeyemi", "Bakker",    "Conti",  "Duarte",
    "Eriksen", "Farkas", "Gruber", "Hughes",  "Ivanova", "Jansen",    "Keller", "Laurent",
    "Meyer",   "Nowak",  "Olsen",  "Pereira", "Quist",   "Ribeiro",   "Santos", "Thomsen",
    "Ueda",    "Varga",  "Winter", "Yilmaz",  "Zeman",   "Ashford",   "Blom",   "Carver",
    "Drake",   "Elliott"};

} // namespace

Uuid userId(qint64 user)
{
    Random random(0x05E2'0000ULL + quint64(user));
    Uuid id{random.next(), random.next()};
    id.high = (id.high & 0xFFFF'FFFF'FFFF'0FFFULL) | 0x4000ULL;
    id.low = (id.low & 0x3FFF'FFFF'FFFF'FFFFULL) | 0x8000'0000'0000'0000ULL;
    return id;
}

QString userName(qint64 n)
{
    const qint64 first = n % qint64(kFirstNames.size());
    const qint64 last = (n * 3 + n / qint64(kFirstNames.size())) % qint64(kLastNames.size());
    return QLatin1String(kFirstNames[size_t(first)]) + u' ' +
           QLatin1String(kLastNames[size_t(last)]);
}

} // namespace arborist::samples
