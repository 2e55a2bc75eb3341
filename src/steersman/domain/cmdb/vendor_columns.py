"""How the exports of common tools head their columns: words for each of our attributes.

Seen in exports of ServiceNow, NetBox, GLPI, Snipe-IT, Lansweeper, Intune, RVTools and AWS, in
English, German and French.
"""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "description": "notes annotation remarks remark beschreibung bemerkung comment",
    "name": "asset_name assetname device_name devicename computer_name computername vm vm_name "
    "server_name machine_name resourcename resource_name nom geraetename gerätename "
    "bezeichnung",
    "key": "asset_id device_id intune_device_id object_id azure_ad_device_id vm_id resourceid "
    "instance_id",
    "ci_class": "asset_type assettype device_type_name category kategorie resourcetype "
    "resource_type_name typ klasse item_type ci_class_name",
    "serial": "serial_no seriennummer numero_de_serie numéro_de_série service_tag",
    "asset_tag": "inventarnummer inventory_no asset_no",
    "ip_address": "ipaddress ip_addresses primary_ip_address ip_adresse primary_ip4 primary_ipv4 "
    "wifiipv4address wifi_ipv4_address private_ip_address privateipaddress network_ip",
    "fqdn": "dns dnshostname fully_qualified_domain_name dns_host_name",
    "mac_address": "mac macaddress mac_addresses wi_fi_mac wifi_mac ethernet_mac mac_adresse",
    "owner": "assigned_user primary_user_upn primary_user_email_address userprincipalname "
    "responsible user_principal_name checked_out_to besitzer verantwortlich",
    "managed_by": "supported_by_group assignment_group change_control support_team",
    "location": "standort ort lieu building site_name location_name",
    "environment": "umgebung",
    "os": "operating_system_name operating_system___name os_name betriebssystem "
    "os_according_to_the_vmware_tools",
    "os_version": "operating_system_version operating_system___version os_build",
    "manufacturer": "vendor_name hersteller make fabricant constructeur",
    "model": "model_name modell modele modèle product_name device_model",
    "cpu_count": "vcpus vcpu number_of_cpus",
    "memory_gb": "memory_(gb) ram_(gb)",
    "disk_gb": "disk_space_(gb) disk_space",
    "purchased_on": "purchasedate purchase kaufdatum date_of_purchase date_d'achat",
    "warranty_ends_on": "warrantydate warranty_expires warranty_end warranty_end_date "
    "warranty_expiration_date warranty_until garantieende garantie_bis",
    "life_cycle_status": "asset_state device_state statut zustand lifecycle_status status_label",
    "installed_on": "installation_date in_service_date commissioned date_de_mise_en_service",
    "phone_number": "telephone_number mobile_number",
}
COLUMNS: Mapping[str, str] = {
    word: attribute for attribute, words in _WORDS.items() for word in words.split()
}
