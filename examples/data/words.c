/* SPDX-License-Identifier: MIT */
#include "examples/data/words.h"

#include <string.h>

#define COUNT(list) (uint32_t)(sizeof(list) / sizeof *(list))

#define IDF "Île-de-France"
#define ARA "Auvergne-Rhône-Alpes"
#define HDF "Hauts-de-France"
#define NAQ "Nouvelle-Aquitaine"
#define OCC "Occitanie"
#define PAC "Provence-Alpes-Côte d'Azur"
#define PDL "Pays de la Loire"
#define BFC "Bourgogne-Franche-Comté"
#define CVL "Centre-Val de Loire"

const Town words_towns[] = {
    {"Paris", "75009", "75", IDF, 48.8769, 2.3370, 180},
    {"Paris", "75011", "75", IDF, 48.8594, 2.3765, 120},
    {"Boulogne-Billancourt", "92100", "92", IDF, 48.8397, 2.2399, 60},
    {"Saint-Denis", "93200", "93", IDF, 48.9362, 2.3574, 40},
    {"Créteil", "94000", "94", IDF, 48.7904, 2.4556, 30},
    {"Évry-Courcouronnes", "91000", "91", IDF, 48.6243, 2.4407, 24},
    {"Versailles", "78000", "78", IDF, 48.8014, 2.1301, 30},
    {"Cergy", "95000", "95", IDF, 49.0364, 2.0633, 20},
    {"Melun", "77000", "77", IDF, 48.5421, 2.6554, 16},
    {"Lyon", "69003", "69", ARA, 45.7597, 4.8504, 100},
    {"Villeurbanne", "69100", "69", ARA, 45.7719, 4.8902, 30},
    {"Saint-Étienne", "42000", "42", ARA, 45.4397, 4.3872, 26},
    {"Grenoble", "38000", "38", ARA, 45.1885, 5.7245, 36},
    {"Annecy", "74000", "74", ARA, 45.8992, 6.1294, 26},
    {"Clermont-Ferrand", "63000", "63", ARA, 45.7772, 3.0870, 24},
    {"Bourg-en-Bresse", "01000", "01", ARA, 46.2052, 5.2255, 12},
    {"Lille", "59000", "59", HDF, 50.6292, 3.0573, 70},
    {"Roubaix", "59100", "59", HDF, 50.6942, 3.1746, 22},
    {"Amiens", "80000", "80", HDF, 49.8941, 2.2958, 20},
    {"Arras", "62000", "62", HDF, 50.2910, 2.7775, 14},
    {"Beauvais", "60000", "60", HDF, 49.4295, 2.0807, 12},
    {"Strasbourg", "67000", "67", "Grand Est", 48.5734, 7.7521, 44},
    {"Mulhouse", "68100", "68", "Grand Est", 47.7508, 7.3359, 18},
    {"Metz", "57000", "57", "Grand Est", 49.1193, 6.1757, 20},
    {"Reims", "51100", "51", "Grand Est", 49.2583, 4.0317, 20},
    {"Épinal", "88000", "88", "Grand Est", 48.1735, 6.4499, 8},
    {"Bordeaux", "33000", "33", NAQ, 44.8378, -0.5792, 60},
    {"Limoges", "87000", "87", NAQ, 45.8336, 1.2611, 14},
    {"Bayonne", "64100", "64", NAQ, 43.4929, -1.4748, 18},
    {"La Rochelle", "17000", "17", NAQ, 46.1603, -1.1511, 16},
    {"Périgueux", "24000", "24", NAQ, 45.1846, 0.7211, 8},
    {"Toulouse", "31000", "31", OCC, 43.6047, 1.4442, 64},
    {"Montpellier", "34000", "34", OCC, 43.6108, 3.8767, 44},
    {"Nîmes", "30000", "30", OCC, 43.8367, 4.3601, 20},
    {"Perpignan", "66000", "66", OCC, 42.6887, 2.8948, 16},
    {"Sète", "34200", "34", OCC, 43.4075, 3.6928, 8},
    {"Marseille", "13008", "13", PAC, 43.2547, 5.3838, 70},
    {"Aix-en-Provence", "13100", "13", PAC, 43.5297, 5.4474, 34},
    {"Nice", "06000", "06", PAC, 43.7102, 7.2620, 46},
    {"Toulon", "83000", "83", PAC, 43.1242, 5.9280, 22},
    {"Nantes", "44000", "44", PDL, 47.2184, -1.5536, 50},
    {"Angers", "49000", "49", PDL, 47.4784, -0.5632, 22},
    {"Le Mans", "72000", "72", PDL, 48.0061, 0.1996, 16},
    {"Cholet", "49300", "49", PDL, 47.0600, -0.8790, 10},
    {"Rennes", "35000", "35", "Bretagne", 48.1173, -1.6778, 40},
    {"Brest", "29200", "29", "Bretagne", 48.3904, -4.4861, 18},
    {"Vannes", "56000", "56", "Bretagne", 47.6582, -2.7608, 14},
    {"Saint-Brieuc", "22000", "22", "Bretagne", 48.5142, -2.7658, 10},
    {"Rouen", "76000", "76", "Normandie", 49.4432, 1.0999, 26},
    {"Caen", "14000", "14", "Normandie", 49.1829, -0.3707, 20},
    {"Évreux", "27000", "27", "Normandie", 49.0241, 1.1508, 10},
    {"Dijon", "21000", "21", BFC, 47.3220, 5.0415, 22},
    {"Besançon", "25000", "25", BFC, 47.2378, 6.0241, 16},
    {"Mâcon", "71000", "71", BFC, 46.3069, 4.8287, 10},
    {"Orléans", "45000", "45", CVL, 47.9029, 1.9093, 22},
    {"Tours", "37000", "37", CVL, 47.3941, 0.6848, 20},
    {"Châteauroux", "36000", "36", CVL, 46.8103, 1.6913, 6},
    {"Ajaccio", "20000", "2A", "Corse", 41.9192, 8.7386, 6},
    {"Saint-Denis", "97400", "974", "La Réunion", -20.8823, 55.4504, 12},
    {"Fort-de-France", "97200", "972", "Martinique", 14.6037, -61.0670, 6},
    {"Pointe-à-Pitre", "97110", "971", "Guadeloupe", 16.2411, -61.5331, 6},
    {"Cayenne", "97300", "973", "Guyane", 4.9372, -52.3260, 3},
    {"Mamoudzou", "97600", "976", "Mayotte", -12.7806, 45.2278, 2},
};
const uint32_t words_town_count = COUNT(words_towns);

const Trade words_trades[] = {
    {"62.02A", "Conseil en systèmes et logiciels informatiques", "Conseil", 70, 90},
    {"62.01Z", "Programmation informatique", "Logiciels", 60, 95},
    {"58.29C", "Édition de logiciels applicatifs", "Éditions Numériques", 24, 92},
    {"63.11Z", "Traitement de données, hébergement", "Données", 18, 80},
    {"71.12B", "Ingénierie, études techniques", "Ingénierie", 60, 75},
    {"70.22Z", "Conseil pour les affaires", "Associés", 80, 65},
    {"69.20Z", "Activités comptables", "Expertise", 46, 60},
    {"73.11Z", "Activités des agences de publicité", "Communication", 34, 70},
    {"74.10Z", "Activités spécialisées de design", "Créations", 18, 55},
    {"85.59A", "Formation continue d'adultes", "Formation", 40, 50},
    {"41.20B", "Construction d'autres bâtiments", "Bâtiment", 60, 45},
    {"43.21A", "Travaux d'installation électrique", "Électricité", 90, 40},
    {"43.32A", "Travaux de menuiserie", "Menuiserie", 70, 35},
    {"43.99C", "Travaux de maçonnerie générale", "Maçonnerie", 90, 30},
    {"25.62B", "Mécanique industrielle", "Mécanique", 30, 60},
    {"28.29B", "Fabrication d'autres machines d'usage général", "Machines", 14, 65},
    {"22.22Z", "Fabrication d'emballages en matières plastiques", "Emballages", 12, 55},
    {"21.20Z", "Fabrication de préparations pharmaceutiques", "Laboratoires", 8, 85},
    {"20.42Z", "Fabrication de parfums", "Parfums", 10, 70},
    {"10.71C", "Boulangerie et boulangerie-pâtisserie", "Boulangerie", 90, 15},
    {"10.51C", "Fabrication de fromage", "Fromagerie", 12, 30},
    {"11.02A", "Fabrication de vins effervescents", "Champagne", 8, 45},
    {"01.21Z", "Culture de la vigne", "Domaine", 40, 25},
    {"46.31Z", "Commerce de gros de fruits et légumes", "Primeurs", 26, 35},
    {"46.69B", "Commerce de gros d'équipements industriels", "Équipement", 36, 55},
    {"47.73Z", "Commerce de détail de produits pharmaceutiques", "Pharmacie", 60, 20},
    {"45.11Z", "Commerce de voitures", "Automobiles", 46, 40},
    {"49.41A", "Transports routiers de fret interurbains", "Transports", 44, 45},
    {"52.29B", "Affrètement et organisation des transports", "Logistique", 22, 60},
    {"55.10Z", "Hôtels et hébergement similaire", "Hôtel", 40, 35},
    {"56.10A", "Restauration traditionnelle", "Auberge", 130, 15},
    {"68.31Z", "Agences immobilières", "Immobilier", 60, 40},
    {"81.21Z", "Nettoyage courant des bâtiments", "Propreté", 40, 35},
    {"80.10Z", "Activités de sécurité privée", "Sécurité", 20, 45},
    {"96.02A", "Coiffure", "Coiffure", 90, 10},
    {"86.10Z", "Activités hospitalières", "Clinique", 10, 60},
};
const uint32_t words_trade_count = COUNT(words_trades);

const char *const words_surnames[] = {
    "Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent", "Simon", "Michel",
    "Lefèvre", "Leroy", "Roux", "David", "Bertrand", "Morel", "Fournier", "Girard", "Bonnet", "Dupont", "Lambert", "Fontaine",
    "Rousseau", "Vincent", "Müller", "Lefebvre", "Faure", "André", "Mercier", "Blanc", "Guérin", "Boyer", "Garnier", "Chevalier",
    "François", "Legrand", "Gauthier", "Garcia", "Perrin", "Robin", "Clément", "Morin", "Nicolas", "Henry", "Roussel", "Mathieu",
    "Gautier", "Masson", "Marchand", "Duval", "Denis", "Dumont", "Marie", "Lemaire", "Noël", "Meyer", "Dufour", "Meunier",
    "Brun", "Blanchard", "Giraud", "Joly", "Rivière", "Lucas", "Brunet", "Gaillard", "Barbier", "Arnaud", "Martínez", "Gérard",
    "Roche", "Renard", "Schmitt", "Roy", "Leroux", "Colin", "Vidal", "Caron", "Picard", "Roger", "Fabre", "Aubert",
    "Lemoine", "Renaud", "Dumas", "Lacroix", "Olivier", "Philippe", "Bourgeois", "Pierre", "Benoît", "Rey", "Leclerc", "Payet",
    "Rolland", "Leclercq", "Guillaume", "Lecomte", "López", "Jean", "Dupuy", "Guillot", "Hubert", "Berger", "Carpentier", "Sánchez",
    "Dupuis", "Moulin", "Louis", "Deschamps", "Huet", "Vasseur", "Pérez", "Boucher", "Fleury", "Royer", "Klein", "Jacquet",
    "Nguyễn", "Traoré", "Benali", "Lemaître", "Bœuf", "Le Gall", "de La Tour", "d'Hérouville", "Château", "Prévost", "Châtelain",
};
const uint32_t words_surname_count = COUNT(words_surnames);

const char *const words_first_names[] = {
    "Marie", "Jean", "Jeanne", "Pierre", "Françoise", "Michel", "Monique", "André", "Catherine", "Philippe", "Nathalie", "Éric",
    "Isabelle", "Alain", "Sylvie", "Bernard", "Hélène", "Frédéric", "Céline", "Nicolas", "Aurélie", "Sébastien", "Émilie", "Julien",
    "Chloé", "Thomas", "Léa", "Théo", "Manon", "Hugo", "Inès", "Raphaël", "Zoé", "Loïc", "Maëlle", "Gaël",
    "Anaïs", "François", "Jérôme", "Stéphanie", "Gérard", "Régine", "Cédric", "Noémie", "Benoît", "Solène", "Mehdi", "Aïcha",
    "Jean-Baptiste", "Anne-Sophie", "Marie-Thérèse", "Jean-François",
};
const uint32_t words_first_name_count = COUNT(words_first_names);

/* The base letter of a character of two bytes (U+00C0 .. U+00FF), as it is kept in an address. */
static char plain_letter(unsigned char low) {
  static const char plain[] = "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
  return plain[low & 63];
}

void words_plain(const char *text, char *out, uint32_t size) {
  uint32_t n = 0;
  for (const unsigned char *p = (const unsigned char *)text; *p && n + 3 < size; p++) {
    if (*p >= 'A' && *p <= 'Z') out[n++] = (char)(*p + 32);
    else if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9')) out[n++] = (char)*p;
    else if (*p == 0xC3) out[n++] = plain_letter(*++p);
    else if (!strncmp((const char *)p, "œ", 2)) memcpy(out + n, "oe", 2), n += 2, p++;
    else if (!strncmp((const char *)p, "ễ", 3)) out[n++] = 'e', p += 2;
  }
  out[n] = 0;
}
